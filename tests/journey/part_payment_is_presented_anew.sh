#!/usr/bin/env bash
# A part of the debt is paid. Before anything left, the title goes with what is still owed. In the three days the notary
# may take the declared amount only (Lei 9.492/1997 art. 19), so the title is withdrawn and what is left is presented
# anew, under a new nosso número. A protest stands until the last cent.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# "NOSSO_NUMERO BALANCE" of the titles in the last remessa, as read back from its bytes.
presented() {
	local name
	name=$(export_last B "$WORLD/box")
	"$BIN/apontactl" wire decode --format cra-remessa-xml "$WORLD/box/$name" |
		jq -r '[.lotes[].transactions[] | "\(.t11_nosso_numero) \(.t18_saldo)"] | join(", ")'
}

amounts() {
	world_sql "SELECT string_agg(n.amount_cents::text, ' ' ORDER BY n.id) FROM apontad.instruction n
		JOIN apontad.escalation e ON e.id = n.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id
		WHERE n.kind = 'include' AND n.sent_at IS NOT NULL AND i.external_id = '$1'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)" \
	"$(invoice_row FAT-3 F3 2026-01-20 300.00)"
world_settle
drop_at "2026-03-02 06:30" "$(payment_row FAT-1 PAG-1 39.99 2026-03-02T06:20:00-03:00)"
days 2026-03-02 2026-03-03
expect "presented of FAT-1" 6001 "$(amounts FAT-1)"

drop_at "2026-03-03 15:45" "$(payment_row FAT-2 PAG-2 50.50 2026-03-03T15:40:00-03:00)"
expect_state FAT-2 WITHDRAW_SENT
days 2026-03-04 2026-03-04
expect_course FAT-2 DRAFT CHECKING READY QUEUED SENT PROTOCOLLED WITHDRAW_SENT WITHDRAWN CHECKING READY QUEUED SENT
expect "presented of FAT-2" "20000 14950" "$(amounts FAT-2)"
expect "the last remessa" "$(world_sql "SELECT max(nosso_numero) FROM apontad.instruction WHERE kind = 'include'") 00000000014950" \
	"$(presented)"

days 2026-03-05 2026-03-11
expect "states" "PROTESTED PROTESTED PROTESTED" "$(state FAT-1) $(state FAT-2) $(state FAT-3)"
expect "FAT-2 at the notary" "withdrawn protested" "$(at_the_notary F2)"

drop_at "2026-03-12 10:00" "$(payment_row FAT-3 PAG-3 299.99 2026-03-12T09:40:00-03:00)"
day 2026-03-13
expect_state FAT-3 PROTESTED
expect "authorisations before the last cent" 0 "$(files AC)"
drop_at "2026-03-13 15:40" "$(payment_row FAT-3 PAG-4 0.01 2026-03-13T15:40:00-03:00)"
expect_state FAT-3 CANCEL_AUTHORISED
expect "authorisations" 1 "$(files AC)"
expect "sent, withdrawn, protested" "[4,1,3]" "$(world_totals | jq -c '.protest | [.sent, .withdrawn, .protested]')"
expect_removals 2 2
expect_promises
pass "before, during and after the three days, each part payment had its own end"
