#!/usr/bin/env bash
# Serasa by files CONVEM04: a remessa with its XML signature beside it, its return R, a letter that comes back by a
# movement of Serasa's own (file I), and the exclusion once it is paid. Numbers of remessas only rise.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa-file" WORLD_LADDER=three-channels

# The numbers of the remessas that went out, in order.
numbers() {
	world_sql "SELECT string_agg(sequence::text, ' ' ORDER BY id) FROM apontad.message
		WHERE kind = 'convem04' AND direction = 'out' AND state <> 'superseded'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
bureau_put serasa fate "F3 reject 011"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 100.00)" "$(invoice_row FAT-2 F2 2026-02-18 200.00)" \
	"$(codebtor_row FAT-1 "Beltrana Exemplo" 11144477735)" "$(invoice_row FAT-3 F3 2026-02-18 300.00)"
world_settle
at "2026-03-02 08:30"
expect_listing FAT-1 serasa SENT
expect "remessas" 1 "$(numbers)"
day 2026-03-02
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 serasa NOTICE_PENDING 11144477735
expect_listing FAT-3 serasa REJECTED
expect_told findings REFUSED_BY_BUREAU FAT-3 serasa "011: NOME INVALIDO" "to do: Corrigir o nome"
expect "returns put away" 1 "$(find "$WORLD/from-serasa/taken" -name 'RET_*' | wc -l)"
expect "returns kept" 1 "$(world_sql "SELECT count(*) FROM apontad.message WHERE kind = 'return' AND state = 'absorbed'")"

# Signature and bytes are kept beside each other, and hold.
name=$(export_last convem04 "$WORLD/exported")
[ -s "$WORLD/exported/$name.sig.xml" ] || fail "no signature beside $name: $(ls "$WORLD/exported")"
"$BIN/apontactl" seal verify "$WORLD/exported/$name.sig.xml" --content "$WORLD/exported/$name" \
	--trusted "$WORLD/pki/ca.pem" >"$WORLD/log/verify.out" 2>&1 || fail "$(cat "$WORLD/log/verify.out")"
sed 's/2026/2027/' "$WORLD/exported/$name" >"$WORLD/exported/other"
"$BIN/apontactl" seal verify "$WORLD/exported/$name.sig.xml" --content "$WORLD/exported/other" \
	--trusted "$WORLD/pki/ca.pem" >"$WORLD/log/verify.out" 2>&1 && fail "other bytes pass for the signed ones"
"$BIN/apontactl" wire check --format convem04 "$WORLD/exported/$name" >"$WORLD/log/wire.out" ||
	fail "$(cat "$WORLD/log/wire.out")"

# The letter comes back.
bureau_put serasa fate "F2 letter_returned 302"
days 2026-03-09 2026-03-10
expect_listing FAT-2 serasa NOTICE_FAILED
expect_told findings NOTICE_RETURNED FAT-2 serasa "302: .*END INSUFICIENTE" "to do: "
ctl correct FAT-3 --channel serasa --by "Maria Exemplo" --why "nome do registro" \
	--set "name=Fulano de Tal Exemplo Junior" >/dev/null
bureau_put serasa fate "F3 plain"
world_settle
days 2026-03-11 2026-03-12
expect_listing FAT-3 serasa NOTICE_PENDING
at "2026-03-23 08:30"
expect_listing FAT-1 serasa ACTIVE
expect "visible at Serasa" visible "$(at_the_bureau serasa F1)"

drop_at "2026-03-24 09:15" "$(payment_row FAT-1 PAG-1 100.00 2026-03-24T09:00:00-03:00)" \
	"$(payment_row FAT-2 PAG-2 200.00 2026-03-24T09:00:00-03:00)" \
	"$(payment_row FAT-3 PAG-3 300.00 2026-03-24T09:00:00-03:00)"
days 2026-03-25 2026-03-27
for invoice in 1 2 3; do
	expect_listing "FAT-$invoice" serasa REMOVED
	expect "F$invoice at Serasa" "removed 01" "$(bureau_get serasa "record/F$invoice" | jq -r '"\(.state) \(.motive)"')"
done
expect_listing FAT-1 serasa REMOVED 11144477735
expect "guarantors left" 0 "$(bureau_get serasa books | jq .guarantors.live)"
expect "remessas rise" "1 2 3" "$(numbers)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "listed, returned, corrected and taken back by three remessas"
