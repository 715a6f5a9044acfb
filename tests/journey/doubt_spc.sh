#!/usr/bin/env bash
# SPC took a record, or did not, and its answer is lost. The same bytes are sent again; "it is there already" (E09) and
# "it is not there" (E10) are its own words for what became of the first. One record each, whichever answer was lost.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-bureau.sh
. "$(dirname "$0")/lib-bureau.sh"

# shellcheck disable=SC2034
BUREAUS="spc" WORLD_LADDER=bureaus

# Before it has done anything: these two. Having done it all: the others.
FAULTS=(drop_before error_500 drop_after cut_answer garbage)

world_begin 2026-03-02T08:30:00-03:00 "${SIM_CALM[@]}"
for i in "${!FAULTS[@]}"; do
	bureau_put spc fault "incluirSpc ${FAULTS[i]}"
	drop_rows "invoice-$i.csv" "$(invoice_row "FAT-$i" "F$i" 2026-02-10 "10$i.00")"
	world_settle
	expect_asked "FAT-$i" spc include accepted "${FAULTS[i]}"
	expect_listing "FAT-$i" spc NOTICE_PENDING
	expect "records of F$i after ${FAULTS[i]}" "notice" "$(record spc "F$i" 'map(.state) | join(" ")')"
done
expect "listed, in doubt" "[5,0]" "$(world_totals | jq -c '.spc | [.accepted, .in_doubt]')"
expect "inclusions that were there already" 3 "$(book spc .repeats)"
expect "calls" 10 "$(book spc .requests.incluirSpc)"
expect "findings" "" "$(kinds_found)"
expect_clean_books spc

for i in "${!FAULTS[@]}"; do
	bureau_put spc fault "excluirSpc ${FAULTS[i]}"
	drop_at "2026-03-03 09:0$i" "$(payment_row "FAT-$i" "PAG-$i" "10$i.00" "2026-03-03T09:0$i:00-03:00")"
	expect_asked "FAT-$i" spc remove accepted "${FAULTS[i]}"
	expect_listing "FAT-$i" spc REMOVED
	expect "record of F$i after ${FAULTS[i]}" "removed" "$(record spc "F$i" 'map(.state) | join(" ")')"
done
# "It is not there" may also mean that what was asked for had the wrong contract or date: a person looks.
expect "removals of what was not there" 3 "$(book spc .unknown_removals)"
expect "findings" "not_there not_there not_there" "$(kinds_found)"
expect "in doubt" 0 "$(total .spc.in_doubt)"
expect_removals 5 5
expect_clean_books spc
expect_promises
pass "each answer lost once, one record each, removed once each"
