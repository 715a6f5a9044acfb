#!/usr/bin/env bash
# The notary has 24 hours to enter a title (Lei 9.492/1997 art. 5). No protocol number by the end of the second business
# day is an alarm, not a thing to wait out.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# Only our time goes on: the counterparty's stands still, so it has nothing to say.
alone_at() {
	ctl_owner clock set "${1/ /T}:00-03:00" >/dev/null
	world_settle
}

world_begin 2026-03-05T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle
at "2026-03-05 15:30"
expect_state FAT-1 SENT
expect_told deadlines 2026-03-09 protocol FAT-1 SENT due "LP art. 5"
for on in 06 07 08 09; do
	alone_at "2026-03-$on 10:30"
done
expect "alarms on the last day" 0 "$(findings deadline_missed)"
expect_told deadlines 2026-03-09 protocol FAT-1 at_risk
alone_at "2026-03-10 00:05"
expect "alarms" 1 "$(findings deadline_missed)"
expect_told findings deadline_missed FAT-1 protocol "2026-03-09"
expect_told "deadlines --standing late --channel protest" 2026-03-09 protocol FAT-1 late
expect "deadlines missed" 1 "$(total .deadlines.missed)"
grep -q 'alert.*deadline' "$WORLD/log/apontad.log" || fail "the log says nothing of it"
alone_at "2026-03-10 10:30"
expect "alarms, a day later" 1 "$(findings deadline_missed)"

expect_told "deadlines --standing due,at_risk" none

# A person tells that the title is negotiated before the protest (LP art. 11-A); it is not silence that makes it last.
told=(--by "Maria Exemplo" --why "told by telephone")
ctl told FAT-1 --what negotiation_started "${told[@]}" >"$WORLD/log/told.out"
expect_state FAT-1 NEGOTIATING
expect_told "deadlines --standing due" 2026-04-09 negotiation FAT-1 NEGOTIATING "LP art. 11-A"
ctl told FAT-1 --what negotiation_converted "${told[@]}" >"$WORLD/log/told.out"
expect_state FAT-1 SENT
expect "the thirty days" met "$(world_sql "SELECT standing FROM apontad.deadlines WHERE name = 'negotiation'")"

# The number comes after all, and everything goes on.
days 2026-03-11 2026-03-17
expect_state FAT-1 PROTESTED
expect "titles at the counterparty" 1 "$(sim_get books | jq .accepted)"
expect_promises
pass "no number in two business days, and somebody was told"
