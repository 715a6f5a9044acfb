#!/usr/bin/env bash
# At Serasa a guarantor's record hangs on the principal's and cannot be taken out alone. Whichever of the two is
# corrected, both are taken back by one exclusion and come back, the principal's first.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels
GUARANTOR=11144477735
correct=(--channel serasa --by "Maria Exemplo" --why "endereço conferido")

asked() { # KIND TAXID
	world_sql "SELECT count(*) FROM apontad.instruction n JOIN apontad.escalation e ON e.id = n.escalation_id
		JOIN apontad.person p ON p.id = e.person_id WHERE e.channel = 'serasa' AND n.kind = '$1' AND p.taxid = '$2'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 1234.56)" \
	"$(codebtor_row FAT-1 "Beltrana Exemplo" $GUARANTOR)"
world_settle
day 2026-03-02
expect_listing FAT-1 serasa NOTICE_PENDING $GUARANTOR

ctl correct FAT-1 "${correct[@]}" --person 111.444.777-35 --set "street=Rua das Acacias Ficticias, 7" >/dev/null
world_settle
expect_listing FAT-1 serasa UPDATE_SENT
expect_listing FAT-1 serasa UPDATE_SENT $GUARANTOR
days 2026-03-03 2026-03-04
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 serasa NOTICE_PENDING $GUARANTOR
expect "the guarantor's, the principal's: inclusions" "2 2" "$(asked include $GUARANTOR) $(asked include $DEBTOR)"
expect "the guarantor's, the principal's: removals" "0 1" "$(asked remove $GUARANTOR) $(asked remove $DEBTOR)"

ctl correct FAT-1 "${correct[@]}" --set "district=Bela Vista" >/dev/null
world_settle
expect_listing FAT-1 serasa UPDATE_SENT $GUARANTOR
days 2026-03-05 2026-03-06
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 serasa NOTICE_PENDING $GUARANTOR
expect "the guarantor's, the principal's: inclusions" "3 3" "$(asked include $GUARANTOR) $(asked include $DEBTOR)"
expect "the guarantor's, the principal's: removals" "0 2" "$(asked remove $GUARANTOR) $(asked remove $DEBTOR)"
expect "at SPC" "NOTICE_PENDING NOTICE_PENDING" "$(state FAT-1 spc) $(state FAT-1 spc $GUARANTOR)"
expect "live at Serasa" "1 1" "$(bureau_get serasa books | jq -r '"\(.records.live) \(.guarantors.live)"')"
expect "findings" 0 "$(total .findings)"
expect_promises
pass "whichever was wrong, both went and came back together"
