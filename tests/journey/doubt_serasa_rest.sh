#!/usr/bin/env bash
# Serasa's call is answered "received", and what became of it comes by webhook. When that answer is lost nothing is
# repeated: a second inclusion would be a second record. The webhook tells by contract and person; silence is doubt for a
# person, and a paid debt is taken back even in doubt.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-bureau.sh
. "$(dirname "$0")/lib-bureau.sh"

# shellcheck disable=SC2034
BUREAUS="serasa" WORLD_LADDER=bureaus

world_begin 2026-03-02T08:30:00-03:00 "${SIM_CALM[@]}"
list() { # NUMBER FAULT
	[ -z "$2" ] || bureau_put serasa fault "include $2"
	drop_rows "invoice-$1.csv" "$(invoice_row "FAT-$1" "F$1" 2026-02-10 "10$1.00")"
	world_settle
}
list 0 ""
list 1 drop_after
list 2 cut_answer
list 3 drop_before
list 4 drop_before
list 5 ""
expect "inclusions that reached Serasa" 4 "$(book serasa .requests.include)"
expect_asked FAT-1 serasa include in_doubt "drop_after"
expect_listing FAT-1 serasa SENT
at "2026-03-02 09:00"
for i in 0 1 2 5; do
	expect_asked "FAT-$i" serasa include accepted "its webhook"
	expect_listing "FAT-$i" serasa NOTICE_PENDING
done
expect "findings" "" "$(kinds_found)"

# Two were never told of: after 48 hours a person is. One of them is then paid, and taken back as if it were there.
at "2026-03-04 09:00"
for i in 3 4; do
	expect_asked "FAT-$i" serasa include in_doubt "48 hours"
	expect_listing "FAT-$i" serasa SENT
done
expect "findings" "ANSWER_OVERDUE ANSWER_OVERDUE" "$(kinds_found)"
expect_told findings FAT-3 "ask the bureau"
expect "in its base, in doubt" "[4,2]" "$(world_totals | jq -c '.serasa | [.accepted, .in_doubt]')"
drop_at "2026-03-04 09:30" "$(payment_row FAT-3 PAG-3 103.00 2026-03-04T09:30:00-03:00)"
expect_listing FAT-3 serasa RECALL_ARMED
at "2026-03-06 09:45"
expect_listing FAT-3 serasa REMOVED
expect_asked FAT-3 serasa remove accepted "404"
expect "findings of a record that is not there" 1 "$(findings not_there)"
expect "in doubt" 1 "$(total .serasa.in_doubt)"

# Removals: one is done and its answer lost, one never arrives.
bureau_put serasa fault "exclude drop_after"
drop_at "2026-03-09 09:00" "$(payment_row FAT-0 PAG-0 100.00 2026-03-09T09:00:00-03:00)"
expect_asked FAT-0 serasa remove in_doubt "drop_after"
expect_listing FAT-0 serasa REMOVE_SENT
bureau_put serasa fault "exclude drop_before"
drop_at "2026-03-09 09:30" "$(payment_row FAT-5 PAG-5 105.00 2026-03-09T09:30:00-03:00)"
expect_listing FAT-0 serasa REMOVED
expect_listing FAT-5 serasa REMOVE_SENT
at "2026-03-11 09:45"
expect_listing FAT-5 serasa REMOVE_FAILED
expect "findings of silence" 3 "$(findings ANSWER_OVERDUE)"
expect "at Serasa" "removed notice notice notice" \
	"$(at_the_bureau serasa F0) $(at_the_bureau serasa F1) $(at_the_bureau serasa F2) $(at_the_bureau serasa F5)"
expect "inclusions that reached Serasa" 4 "$(book serasa .requests.include)"
expect_removals 2 2

# A person has asked Serasa, and says it again.
ctl correct FAT-5 --channel serasa --by "Fulana" --why "Serasa knows nothing of the removal" >"$WORLD/log/correct.out" 2>&1
world_settle
at "2026-03-11 10:15"
expect_listing FAT-5 serasa REMOVED
expect_removals 3 3
expect_clean_books serasa
expect_promises
pass "nothing is repeated; the webhook tells, or silence goes to a person; paid in doubt is taken back"
