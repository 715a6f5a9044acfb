#!/usr/bin/env bash
# No record is shown five years after the due date (CDC art. 43 par. 1; Súmula 323/STJ). A debt of 58 months is listed,
# and taken back by ourselves before the bureau would have to.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels

old_row() { # INVOICE NUMBER DUE_ON
	invoice_row "$1" "$2" "$3" 1234.56 | sed 's/2025-11-03/2021-01-04/'
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(old_row FAT-1 F1 2021-05-10)" "$(old_row FAT-2 F2 2021-04-20)" "$(old_row FAT-3 F3 2021-02-20)"
world_settle
days 2026-03-02 2026-03-03
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 spc NOTICE_PENDING
# Too little of a life is left for a notice of twenty days; over five years nothing may be listed at all.
expect_listing FAT-2 serasa HELD
expect_listing FAT-3 serasa REFUSED
expect_told findings HELD_BY_RULE FAT-2 serasa LISTING_TOO_CLOSE_TO_5Y
expect_told findings REFUSED_BY_RULE FAT-3 serasa DEBT_PRESCRIBED_5Y

at "2026-03-23 08:30"
expect_listing FAT-1 serasa ACTIVE
expect_listing FAT-1 spc ACTIVE
at "2026-04-28 15:30"
expect_listing FAT-1 serasa ACTIVE

# Ten days before the last one.
days 2026-04-29 2026-04-30
expect_listing FAT-1 serasa REMOVED
expect_listing FAT-1 spc REMOVED
expect "why" five_years "$(world_sql "SELECT DISTINCT n.cause FROM apontad.instruction n WHERE n.kind = 'remove'")"
expect "who took it out at Serasa, with which motive" "creditor 13" \
	"$(bureau_get serasa record/F1 | jq -r '"\(.removed_by) \(.motive)"')"
expect "at SPC" removed "$(at_the_bureau spc F1)"

# Five years after, nothing of it is anywhere, and nothing is listed anew.
days 2026-05-08 2026-05-12
expect "live" "0 0" "$(bureau_get serasa books | jq .records.live) $(bureau_get spc books | jq .records.live)"
expect "inclusions" "1 1" "$(bureau_get serasa record/F1 | jq .inclusions) $(bureau_get spc record/F1 | jq length)"
expect_listing FAT-1 serasa CLOSED
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "listed at 58 months, and gone before 60"
