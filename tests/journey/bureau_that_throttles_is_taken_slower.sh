#!/usr/bin/env bash
# SPC takes two requests at a time and turns others away with 429: the daemon asks for less, then for more again, and all
# records arrive. Later SPC does not answer at all: that holds back nobody else, and what waited leaves when it is back.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-bureau.sh
. "$(dirname "$0")/lib-bureau.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels SPC_OPTIONS=(--max-connections 2)

rows() { # FROM TO DUE_ON
	local i
	for ((i = $1; i <= $2; i++)); do
		invoice_row "FAT-$i" "F$i" "$3" 200.00
	done
}

# The lane of inclusions at SPC: how many may be under way at once, in thousandths.
LANE="apontad.lane WHERE name = 'remessa' AND account_id = (SELECT id FROM apontad.account WHERE channel = 'spc')"
width() {
	world_sql "SELECT width_milli FROM $LANE"
}

world_begin 2026-03-02T08:30:00-03:00 "${SIM_CALM[@]}"
# As if SPC had answered all on quieter days.
world_sql "UPDATE ${LANE/ WHERE/ SET width_milli = 8000 WHERE}"
bureau_put spc fault "incluirSpc delay 200 x100"
mapfile -t ROWS < <(rows 1 10 2026-02-10)
drop_rows many.csv "${ROWS[@]}"
world_settle
grep -q 'HTTP 429' "$WORLD/log/apontad.log" || fail "nobody was turned away"
expect "records at SPC, in doubt" "[10,0]" "[$(book spc .records.live),$(total .spc.in_doubt)]"
narrow=$(width)
[ "$narrow" -lt 8000 ] || fail "it is still $narrow thousandths wide"
expect_told status "$CREDITOR-spc" "$((narrow / 1000)) remessa"
bureau_mend spc
for i in 11 12 13; do
	drop_rows "one-$i.csv" "$(invoice_row "FAT-$i" "F$i" 2026-02-10 200.00)"
	world_settle
done
[ "$(width)" -gt "$narrow" ] || fail "it is not wider than $narrow thousandths again"
expect "records at SPC" 13 "$(book spc .records.live)"

# One debt on all three channels is paid while SPC is away.
drop_at "2026-03-03 08:30" "$(invoice_row FAT-14 F14 2026-01-20 200.00)"
at "2026-03-03 09:00"
at "2026-03-04 09:30"
expect "states" "NOTICE_PENDING NOTICE_PENDING" "$(state FAT-14 serasa) $(state FAT-14 spc)"
bureau_put spc fault "excluirSpc drop_before x1000"
drop_rows payment.csv "$(payment_row FAT-14 PAG-14 200.00 2026-03-04T09:30:00-03:00)"
wait_for 30 "the withdrawal" is_true "EXISTS (SELECT FROM apontad.escalation WHERE channel = 'protest'
	AND state = 'WITHDRAW_SENT') AND EXISTS (SELECT FROM apontad.message WHERE kind = 'DP' AND state = 'answered')"
wait_for 30 "the exclusion at Serasa" is_true "EXISTS (SELECT FROM apontad.message WHERE kind = 'exclusion' AND state = 'answered')"
wait_for 30 "doubt about SPC" is_true "EXISTS (SELECT FROM apontad.message WHERE kind = 'excluirSpc' AND state = 'in_doubt')"
expect "record at SPC, at Serasa" "notice removed" "$(at_the_bureau spc F14) $(at_the_bureau serasa F14)"
bureau_mend spc
world_settle
expect_listing FAT-14 spc REMOVED
expect "record at SPC" removed "$(at_the_bureau spc F14)"
at "2026-03-04 10:00"
expect_listing FAT-14 serasa REMOVED
expect_clean_books serasa spc
expect_promises
pass "asked for less, then for more; one that is away holds back nobody"
