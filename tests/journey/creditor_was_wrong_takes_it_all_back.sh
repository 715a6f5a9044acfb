#!/usr/bin/env bash
# The creditor was wrong. One word of a person takes the debt back from everywhere, with that motive, asks nobody to
# present it anew, and takes it off its ladder (CDC art. 43 par. 3; Lei 9.492/1997 arts. 16 and 26).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels
GUARANTOR=11144477735
wrong=(--by "Maria Exemplo" --why "cobrado do CPF 529.982.247-25, que nao comprou")

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
bureau_put spc fate "F4 reject IE_SPC001.E77 Nome invalido"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 100.00)" "$(codebtor_row FAT-1 "Beltrana Exemplo" $GUARANTOR)" \
	"$(invoice_row FAT-2 F2 2026-02-18 200.00)" "$(invoice_row FAT-3 F3 2026-02-18 300.00)" \
	"$(invoice_row FAT-4 F4 2026-02-18 400.00)"
world_settle
days 2026-03-02 2026-03-06
expect_listing FAT-4 spc REJECTED

# Before the protest's turn: it never comes. One of several channels: the others go on.
ctl withdraw FAT-2 "${wrong[@]}" >"$WORLD/log/withdraw.out"
ctl withdraw FAT-3 --channel spc "${wrong[@]}" >>"$WORLD/log/withdraw.out"
ctl withdraw FAT-4 "${wrong[@]}" >>"$WORLD/log/withdraw.out"
expect "told" 5 "$(grep -c ' -> ' "$WORLD/log/withdraw.out")"
expect "findings" 0 "$(total .findings)"
world_settle
days 2026-03-09 2026-03-10
expect "FAT-2" "REMOVED REMOVED" "$(state FAT-2 serasa) $(state FAT-2 spc)"
expect "FAT-3" "NOTICE_PENDING REMOVED" "$(state FAT-3 serasa) $(state FAT-3 spc)"
expect "FAT-4" "REMOVED CLOSED" "$(state FAT-4 serasa) $(state FAT-4 spc)"
expect "motive at Serasa" 03 "$(bureau_get serasa record/F2 | jq -r .motive)"

# At a notary, with a guarantor at the bureaus: one exclusion at Serasa takes both.
days 2026-03-20 2026-03-25
expect_state FAT-1 NOTIFIED
expect_listing FAT-1 serasa ACTIVE $GUARANTOR
expect "no protest of FAT-2, FAT-4" " " "$(state FAT-2) $(state FAT-4)"
before=$(bureau_get serasa books | jq .requests.exclude)
ctl withdraw FAT-1 "${wrong[@]}" >"$WORLD/log/withdraw.out"
expect "told" 5 "$(grep -c ' -> ' "$WORLD/log/withdraw.out")"
world_settle
days 2026-03-26 2026-04-07
expect "exclusions at Serasa" 1 "$(($(bureau_get serasa books | jq .requests.exclude) - before))"
for person in $DEBTOR $GUARANTOR; do
	expect_listing FAT-1 serasa CLOSED "$person"
	expect_listing FAT-1 spc CLOSED "$person"
done
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT PROTOCOLLED NOTIFYING NOTIFIED WITHDRAW_SENT WITHDRAWN CLOSED
expect "at the notary" withdrawn "$(at_the_notary F1)"
expect_told "history FAT-1" WITHDRAWN_BY_CREDITOR "Maria Exemplo"
expect "tax ids in events" 0 "$(world_sql "SELECT count(*) FROM apontad.event WHERE detail ~ '529.982.247-25|$DEBTOR'")"
ctl withdraw FAT-1 "${wrong[@]}" >"$WORLD/log/withdraw.out"
expect "told" "FAT-1	nothing of it was live" "$(cat "$WORLD/log/withdraw.out")"
expect "findings" 0 "$(total .findings)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "taken back from everywhere by one word, and presented to nobody anew"
