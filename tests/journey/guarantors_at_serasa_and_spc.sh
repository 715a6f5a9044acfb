#!/usr/bin/env bash
# A debt with a co-debtor. Serasa wants the principal's record first and takes the guarantor's with it; SPC keeps each by
# itself. One payment leaves nothing of either in anybody's books.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels
GUARANTOR=11144477735

# Calls of an operation that Serasa has taken: calls guarantor
calls() {
	bureau_get serasa books | jq ".requests.$1"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 1234.56)" \
	"$(codebtor_row FAT-1 "Beltrana Exemplo" $GUARANTOR)"
world_settle

# Received is not included: before the principal's webhook nothing is said of the guarantor.
at "2026-03-02 08:30"
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 serasa SENT $GUARANTOR
expect "first the principal" "t" "$(world_sql "SELECT max(v.at) FILTER (WHERE v.what = 'LISTED' AND p.taxid = '$DEBTOR')
	<= min(v.at) FILTER (WHERE v.what = 'QUEUED_IN_FILE' AND p.taxid = '$GUARANTOR')
	AND max(v.id) FILTER (WHERE v.what = 'LISTED' AND p.taxid = '$DEBTOR')
	< min(v.id) FILTER (WHERE v.what = 'QUEUED_IN_FILE' AND p.taxid = '$GUARANTOR')
	FROM apontad.event v JOIN apontad.escalation e ON e.id = v.escalation_id JOIN apontad.person p ON p.id = e.person_id
	WHERE e.channel = 'serasa'")"
days 2026-03-03 2026-03-06
expect_listing FAT-1 serasa NOTICE_PENDING $GUARANTOR
expect_listing FAT-1 spc NOTICE_PENDING
expect_listing FAT-1 spc NOTICE_PENDING $GUARANTOR
expect "at Serasa" "1 1" "$(bureau_get serasa books | jq -r '"\(.records.live) \(.guarantors.live)"')"
expect "types at SPC" "A C" "$(bureau_get spc record/F1 | jq -r '[.[].type] | sort | join(" ")')"
days 2026-03-23 2026-03-26
expect_listing FAT-1 serasa ACTIVE $GUARANTOR
expect_listing FAT-1 spc ACTIVE $GUARANTOR

drop_at "2026-03-27 09:15" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-27T09:00:00-03:00)"
days 2026-03-30 2026-03-31
for person in $DEBTOR $GUARANTOR; do
	expect_listing FAT-1 serasa REMOVED "$person"
	expect_listing FAT-1 spc REMOVED "$person"
done
expect "exclusions at Serasa" 1 "$(calls exclude)"
expect "removals at SPC" 2 "$(bureau_get spc books | jq .requests.excluirSpc)"
expect_told "history FAT-1" serasa REMOVAL_DONE REMOVED "with the principal's record"
expect "nothing left at Serasa" "0 0" "$(bureau_get serasa books | jq -r '"\(.records.live) \(.guarantors.live)"')"
expect "nothing left at SPC" 0 "$(bureau_get spc books | jq .records.live)"
expect "findings" 0 "$(total .findings)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "two persons at two bureaus, one payment, nothing left"
