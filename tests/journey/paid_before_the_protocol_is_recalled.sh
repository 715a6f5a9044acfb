#!/usr/bin/env bash
# The creditor is paid while the CRA has the title and the notary has not given it a number: nothing can be withdrawn
# yet, so the withdrawal is armed and leaves with the number (Lei 9.492/1997 art. 16).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)"
world_settle
at "2026-03-02 08:30"
expect_state FAT-1 SENT
drop_at "2026-03-02 11:05" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-02T11:00:00-03:00)"
expect_state FAT-1 RECALL_ARMED
expect "withdrawals before there is a number" 0 "$(files DP)"

at "2026-03-03 09:05"
expect_state FAT-1 WITHDRAW_SENT
expect "withdrawals" 1 "$(files DP)"
expect "removals asked" 1 "$(total .removals.asked)"
at "2026-03-03 15:30"
days 2026-03-04 2026-03-06
expect_state FAT-1 CLOSED
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT RECALL_ARMED WITHDRAW_SENT WITHDRAWN CLOSED
expect "withdrawn" 1 "$(total .protest.withdrawn)"
expect "at the notary" withdrawn "$(at_the_notary F1)"
expect_removals 1 1
expect "open" 0 "$(total .protest.open)"
expect_promises
pass "paid before the number came, withdrawn when it came"
