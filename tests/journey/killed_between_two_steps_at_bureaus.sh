#!/usr/bin/env bash
# Record, act, record, at the bureaus: debts are listed at SPC and at Serasa, one is paid, one in part. This is lived
# once in peace, then once for every point on the way of a call and of an answer, with whoever passes there killed on
# the spot. What stands in the bureaus' books and in ours ends as it did in peace. A call to Serasa that was about to
# leave is not among them: it is never sent again, as doubt_serasa_rest.sh tells.
#   killed_between_two_steps_at_bureaus.sh [POINT:PASSING...]    only these
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-lives.sh
. "$(dirname "$0")/lib-lives.sh"

# SPC comes first on the ladder, so that the first passing is its own, and the second Serasa's.
# shellcheck disable=SC2034
BUREAUS="spc serasa" WORLD_LADDER=bureaus

live() { # POINT PASSING
	world_settle
	hour 02 08:30
	give first.csv "$(invoice_row FAT-1 F1 2026-02-18 100.00)" "$(invoice_row FAT-2 F2 2026-02-18 200.00)" \
		"$(codebtor_row FAT-2 "Beltrana Exemplo" 11144477735)"
	hour 05 08:30
	hour 05 09:30
	hour 05 10:30
	give paid.csv "$(payment_row FAT-1 PAG-1 100.00 2026-03-05T10:00:00-03:00)"
	hour 05 11:30
	give part.csv "$(payment_row FAT-2 PAG-2 50.00 2026-03-05T11:00:00-03:00)"
	hour 05 13:30
	hour 05 14:30
	hour 05 15:30
}

# What must not depend on who was killed when. How often something was asked is free.
account() {
	world_totals | jq -S 'del(.findings)'
	bureau_get serasa books | jq -S 'del(.requests, .hooks)'
	bureau_get spc books | jq -S 'del(.requests, .repeats, .unknown_removals)'
	life_sql "SELECT i.external_id, e.channel, p.taxid, e.state, n.kind, n.turn, n.state, n.outcome,
		n.confirmed_at IS NOT NULL FROM apontad.invoice i LEFT JOIN apontad.escalation e ON e.invoice_id = i.id
		LEFT JOIN apontad.person p ON p.id = e.person_id LEFT JOIN apontad.instruction n ON n.escalation_id = e.id
		ORDER BY 1, 2, 3, 5, 6"
}

# Of what is asked the first five passings are the CRA's and SPC's, one after the other.
LIVES=(deliver_{claimed,signed,prepared,sending,answered,recorded}:1 deliver_{claimed,signed,prepared,answered,recorded}:2
	collect_{claimed,fetched,stored}:{1,5} collect_absorbed:1)
[ $# -eq 0 ] || LIVES=("$@")
lives "${LIVES[@]}"
pass "${#LIVES[@]} lives with a kill in each end as the one in peace"
