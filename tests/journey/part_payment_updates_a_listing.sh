#!/usr/bin/env bash
# A part is paid, and cleared. A record may not show more than is owed (CDC art. 43 par. 1): it is taken back with the
# motive of an update and listed anew with what is left, and the debtor has a new notice with its whole term.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels

visible_on() {
	world_sql "SELECT e.visible_on FROM apontad.escalation e WHERE e.channel = '$1'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 300.00)"
world_settle
days 2026-03-02 2026-03-05
expect "shown from" "2026-03-23 2026-03-26" "$(visible_on serasa) $(visible_on spc)"
at "2026-03-26 08:30"
expect_listing FAT-1 serasa ACTIVE
expect_listing FAT-1 spc ACTIVE

# Money that may still bounce changes nothing of what is shown.
drop_at "2026-03-26 09:15" "$(payment_row FAT-1 PAG-1 100.00 2026-03-26T09:00:00-03:00 "")"
expect_listing FAT-1 serasa ACTIVE
expect_listing FAT-1 spc ACTIVE
drop_at "2026-03-26 15:45" "$(payment_row FAT-1 PAG-1 100.00 2026-03-26T09:00:00-03:00 2026-03-26T15:40:00-03:00)"
expect_listing FAT-1 serasa UPDATE_SENT
days 2026-03-27 2026-03-30
expect_listing_course FAT-1 serasa DRAFT CHECKING READY QUEUED SENT NOTICE_PENDING ACTIVE UPDATE_SENT REMOVED CHECKING \
	READY QUEUED SENT NOTICE_PENDING
expect_listing_course FAT-1 spc DRAFT CHECKING READY QUEUED NOTICE_PENDING ACTIVE UPDATE_SENT REMOVED CHECKING READY \
	QUEUED NOTICE_PENDING
expect "motives" "partly_paid partly_paid" "$(world_sql "SELECT string_agg(n.cause, ' ') FROM apontad.instruction n
	JOIN apontad.escalation e ON e.id = n.escalation_id WHERE n.kind = 'remove'")"
expect "what Serasa shows" "20000 notice 2" \
	"$(bureau_get serasa record/F1 | jq -r '"\(.value_cents) \(.state) \(.inclusions)"')"
expect "what SPC shows" "removed notice" "$(bureau_get spc record/F1 | jq -r '[.[].state] | join(" ")')"
expect "value at SPC" 200.00 "$(bureau_get spc record/F1 | jq -r 'last.value' | sed 's/^\([0-9]*\)$/\1.00/')"
expect "a new term at Serasa" t "$(world_sql "SELECT bool_and(visible_on = listed_on + 21 AND listed_on >= '2026-03-26')
	FROM apontad.escalation WHERE channel = 'serasa'")"
expect "a new term at SPC" t "$(world_sql "SELECT bool_and(visible_on = listed_on + 21 AND listed_on >= '2026-03-26')
	FROM apontad.escalation WHERE channel = 'spc'")"
expect "shown to nobody yet" "0 0" "$(total .serasa.visible) $(total .spc.visible)"

# Wholly paid: nothing is listed a third time.
drop_at "2026-04-01 09:15" "$(payment_row FAT-1 PAG-2 200.00 2026-04-01T09:00:00-03:00)"
days 2026-04-02 2026-04-06
expect_listing FAT-1 serasa REMOVED
expect_listing FAT-1 spc REMOVED
expect "in the bureaus' books" "removed removed" "$(at_the_bureau serasa F1) $(at_the_bureau spc F1)"
expect "inclusions" 2 "$(bureau_get serasa record/F1 | jq .inclusions)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "shown with what is owed, and with a notice of its own"
