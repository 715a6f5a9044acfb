#!/usr/bin/env bash
# Money that has come and not cleared: before the protest the safer side is taken at once, and the title is withdrawn. A
# protest that stands is released when the money has cleared, and not before.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
world_settle
days 2026-03-02 2026-03-03
drop_at "2026-03-03 15:45" "$(payment_row FAT-1 PAG-1 100.00 2026-03-03T15:30:00-03:00 "")"
expect_state FAT-1 WITHDRAW_SENT
days 2026-03-04 2026-03-09
expect_state FAT-1 CLOSED
expect_state FAT-2 PROTESTED

drop_at "2026-03-10 09:15" "$(payment_row FAT-2 PAG-2 200.00 2026-03-10T09:00:00-03:00 "")"
expect_told "history FAT-2" PAYMENT_RECORDED "not cleared yet"
days 2026-03-11 2026-03-12
expect_state FAT-2 PROTESTED
expect "authorisations before it cleared" 0 "$(files AC)"

drop_at "2026-03-13 10:00" "$(payment_row FAT-2 PAG-2 200.00 2026-03-10T09:00:00-03:00 2026-03-13T09:30:00-03:00)"
expect_told "history FAT-2" PAYMENT_CLEARED PAG-2
expect_state FAT-2 CANCEL_AUTHORISED
expect "authorisations" 1 "$(files AC)"
# The clearing of what was withdrawn changes nothing more.
drop_at "2026-03-13 11:00" "$(payment_row FAT-1 PAG-1 100.00 2026-03-03T15:30:00-03:00 2026-03-13T10:30:00-03:00)"
expect_state FAT-1 CLOSED
expect_removals 2 2
days 2026-03-16 2026-03-26
expect_state FAT-2 CANCELLED
expect_promises
pass "withdrawn at once before the protest, released after clearing once it stood"
