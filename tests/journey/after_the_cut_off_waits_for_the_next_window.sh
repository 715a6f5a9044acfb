#!/usr/bin/env bash
# What comes after the cut-off, on a weekend or on a bank holiday waits for the next window, presentations and
# withdrawals alike.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# Friday 2026-03-27; 3 April is Good Friday.
world_begin 2026-03-27T06:00:00-03:00 "${SIM_CALM[@]}"
at "2026-03-27 16:59"
drop_rows early.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle
expect_state FAT-1 SENT
drop_at "2026-03-27 17:00" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
at "2026-03-28 10:00"
at "2026-03-29 10:00"
at "2026-03-30 07:59"
expect_state FAT-2 READY
at "2026-03-30 08:00"
expect_state FAT-2 SENT
expect "days of the files" "2026-03-27 2026-03-30" \
	"$(world_sql "SELECT string_agg(day::text, ' ' ORDER BY day) FROM apontad.message WHERE kind = 'B'")"

# Protocol of FAT-2 on 31 March: the three days end on 6 April. Paid on Maundy Thursday after the window of the requests.
day 2026-03-31
drop_at "2026-04-02 16:30" "$(payment_row FAT-2 PAG-2 200.00 2026-04-02T16:20:00-03:00)"
expect_state FAT-2 WITHDRAW_SENT
at "2026-04-03 10:00"
at "2026-04-05 10:00"
expect "withdrawals on a holiday" 0 "$(files DP)"
at "2026-04-06 08:05"
expect "withdrawals" 1 "$(files DP)"
days 2026-04-06 2026-04-07
expect_state FAT-2 CLOSED
expect "at the notary" "protested withdrawn" "$(at_the_notary F1) $(at_the_notary F2)"
expect_removals 1 1
expect_promises
pass "nothing left outside the windows, and nothing was forgotten"
