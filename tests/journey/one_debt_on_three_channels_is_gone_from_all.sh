#!/usr/bin/env bash
# One debt is listed at Serasa and at SPC and goes to protest. One payment takes it back from everywhere (law of the
# channels: Lei 9.492/1997 arts. 16 and 26; Súmula 548/STJ).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 1234.56)"
world_settle
days 2026-03-02 2026-03-06
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 spc NOTICE_PENDING
expect "no protest yet" "" "$(state FAT-1)"

# The debtor lives in São Paulo: nobody else sees the records for twenty days.
days 2026-03-07 2026-03-26
expect "shown at Serasa, at SPC" "1 1" "$(total .serasa.visible) $(total .spc.visible)"
expect_state FAT-1 NOTIFIED

drop_at "2026-03-26 15:40" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-26T15:35:00-03:00)"
expect_listing FAT-1 spc REMOVED
expect_state FAT-1 WITHDRAW_SENT
days 2026-03-27 2026-04-09
expect_listing_course FAT-1 serasa DRAFT CHECKING READY QUEUED SENT NOTICE_PENDING ACTIVE REMOVE_SENT REMOVED CLOSED
expect_listing_course FAT-1 spc DRAFT CHECKING READY QUEUED NOTICE_PENDING ACTIVE REMOVE_SENT REMOVED CLOSED
expect "at Serasa, at SPC, at the notary" "removed removed withdrawn" \
	"$(at_the_bureau serasa F1) $(at_the_bureau spc F1) $(at_the_notary F1)"
expect_removals 3 3
expect "findings" 0 "$(total .findings)"
expect_promises
pass "listed twice and protested, paid once, gone from all three"
