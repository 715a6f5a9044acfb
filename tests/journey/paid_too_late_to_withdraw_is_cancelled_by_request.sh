#!/usr/bin/env bash
# The withdrawal and the protest cross: the notary draws the protest although the creditor had withdrawn. The debtor had
# paid before it, so it is the creditor who asks for the cancellation and pays for it (Lei 9.492/1997 art. 26).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_fate "F1 withdraw_ignored"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)"
world_settle
days 2026-03-02 2026-03-05
drop_at "2026-03-05 15:45" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-05T15:40:00-03:00)"
expect_state FAT-1 WITHDRAW_SENT
expect "withdrawals" 1 "$(files DP)"

days 2026-03-06 2026-03-09
expect_state FAT-1 CANCEL_REQUESTED
expect "requests to cancel" 1 "$(files CP)"
expect "authorisations" 0 "$(files AC)"
expect "protested" 1 "$(total .protest.protested)"
days 2026-03-10 2026-03-11
expect_state FAT-1 CANCELLED
expect "at the notary" cancelled "$(at_the_notary F1)"
days 2026-03-12 2026-03-18
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT PROTOCOLLED NOTIFYING NOTIFIED WITHDRAW_SENT CANCEL_REQUESTED \
	CANCELLED CLOSED
expect_removals 1 1
expect "protested, withdrawn, cancelled" "[1,0,1]" \
	"$(world_totals | jq -c '.protest | [.protested, .withdrawn, .cancelled]')"
expect_promises
pass "the withdrawal crossed the protest, and the creditor had it cancelled"
