#!/usr/bin/env bash
# A judge's order stops what was prepared before it and all that comes after; its revocation leaves one business day to
# the protest, and legal hears it at once (Lei 9.492/1997 art. 17).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

told=(--by "Maria Exemplo" --why "processo 1000000-00")

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle
days 2026-03-02 2026-03-03
at "2026-03-04 08:30"
expect "clocks of the notary" 1 "$(ctl deadlines --channel protest --json | jq '[.[] | select(.name == "triduo")] | length')"
ctl told FAT-1 --what notary_date --on 2026-03-10 "${told[@]}" >"$WORLD/log/told.out"
expect_told deadlines triduo FAT-1 due 2026-03-10 "LP art. 12"

# Paid when the day's windows are closed, so that the withdrawal is prepared and waits; then the order comes.
drop_at "2026-03-04 20:00" "$(payment_row FAT-1 PAG-1 100.00 2026-03-04T19:50:00-03:00)"
expect_state FAT-1 WITHDRAW_SENT
ctl cause FAT-1 court_stay "${told[@]}" >"$WORLD/log/cause.out"
world_settle
expect_state FAT-1 STAYED
expect "what was prepared" superseded "$(world_sql "SELECT state FROM apontad.instruction WHERE kind = 'withdraw'")"

at "2026-03-05 10:30"
expect "commands" 0 "$(world_sql "SELECT count(*) FROM apontad.message WHERE kind IN ('DP', 'CP', 'AD', 'AC')")"
ctl cause FAT-1 stay_revoked "${told[@]}" >"$WORLD/log/cause.out"
expect_state FAT-1 STAY_REVOKED
world_settle
expect_told "deadlines --standing at_risk" 2026-03-06 stay_revoked FAT-1 STAY_REVOKED "LP art. 17 par. 2"
expect_told findings deadline_near FAT-1 "legal must choose"

at "2026-03-06 15:30"
expect "commands" 0 "$(world_sql "SELECT count(*) FROM apontad.message WHERE kind IN ('DP', 'CP', 'AD', 'AC')")"
at "2026-03-09 00:05"
[ "$(findings deadline_near)" = 0 ] || fail "the alarm outlives its clock"
expect "missed" "1 late" "$(findings deadline_missed) $(world_sql "SELECT standing FROM apontad.deadlines
	WHERE name = 'stay_revoked'")"

# A negotiation is none of this title's: it is at a judge's disposal.
! ctl told FAT-1 --what negotiation_started "${told[@]}" >"$WORLD/log/told.out" 2>&1 ||
	fail "a negotiation was taken: $(cat "$WORLD/log/told.out")"
expect_state FAT-1 STAY_REVOKED
pass "nothing left under the order, and its revocation was an alarm for one business day"
