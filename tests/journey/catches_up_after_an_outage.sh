#!/usr/bin/env bash
# The daemon is away for four days. When it is back it asks for each day that it missed, and what it is told is applied
# in the order in which it happened.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_put fate "$(printf 'F2 pay\nF3 irregular 06\n')"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)" \
	"$(invoice_row FAT-3 F3 2026-01-20 300.00)" "$(invoice_row FAT-4 F4 2026-01-20 400.00)"
world_settle
day 2026-03-02
expect "titles sent" 4 "$(total .protest.sent)"

daemon_stop
world_at 2026-03-06T10:00:00-03:00
drop_rows payments.csv "$(payment_row FAT-4 PAG-4 400.00 2026-03-04T10:00:00-03:00)"
daemon_start
at "2026-03-06 10:30"
expect "days asked for" "2026-03-02 2026-03-03 2026-03-04 2026-03-05 2026-03-06" \
	"$(world_sql "SELECT string_agg(DISTINCT day::text, ' ' ORDER BY day::text) FROM apontad.message WHERE kind = 'confirmations'")"
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT PROTOCOLLED NOTIFYING NOTIFIED
expect_state FAT-2 PAID_NOTARY
expect_state FAT-3 RETURNED
# Paid while we were away: recalled at once, withdrawn on the last of the three days.
expect_state FAT-4 WITHDRAW_SENT
expect "withdrawals" 1 "$(files DP)"
days 2026-03-09 2026-03-10
expect "states" "PROTESTED CLOSED_PAID RETURNED CLOSED" \
	"$(state FAT-1) $(state FAT-2) $(state FAT-3) $(state FAT-4)"
expect "at the notary" "protested paid withdrawn" "$(at_the_notary F1) $(at_the_notary F2) $(at_the_notary F4)"
expect_removals 1 1
expect "contradictions" 0 "$(findings contradiction)"
expect_promises
pass "four days away, and nothing was missed"
