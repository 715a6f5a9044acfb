#!/usr/bin/env bash
# What the platform marks does not leave until the mark is gone. A large debt waits for a second person, who is not the
# one that asked: agreed to, it leaves at once; refused, it stays. A payment meanwhile takes another one back, and waits
# for nobody.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

COLUMNS+=,requested_by,marks

sent() { # INVOICE
	world_sql "SELECT count(*) FROM apontad.instruction n JOIN apontad.escalation e ON e.id = n.escalation_id
		JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = '$1' AND n.sent_at IS NOT NULL"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
reconfigure 's|ibge = "3550308"; };|& four_eyes = { amount = "50000.00"; };|'
at "2026-03-02 06:30"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 60000.00),Maria Exemplo," \
	"$(invoice_row FAT-2 F2 2026-01-20 49999.99),Maria Exemplo," "$(invoice_row FAT-3 F3 2026-01-20 50000.00),," \
	"$(invoice_row FAT-4 F4 2026-01-20 500.00),,bankrupt" "$(invoice_row FAT-5 F5 2026-01-20 500.00),,rich"
world_settle
expect_state FAT-1 HELD
expect_state FAT-3 HELD
expect "what waits" '[["FAT-1",["amount"],6000000,"Maria Exemplo"],["FAT-3",["amount"],5000000,"the platform"]]' \
	"$(ctl approvals --json | jq -c 'map([.invoice, .why, .amount_cents, .asked_by])')"
expect_told rejected marks 'bankrupt'
expect_state FAT-4 REFUSED
expect "reasons of FAT-4" DEBTOR_BANKRUPT "$(world_sql "SELECT string_agg(r ->> 'code', ' ') FROM apontad.decision d
	JOIN apontad.escalation e ON e.id = d.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id,
	jsonb_array_elements(d.reasons) r WHERE i.external_id = 'FAT-4'")"
# The decision says where what it looked at came from, and when that was recorded.
expect "sources of FAT-4" "approval configuration counterparty debt holds notice payer payments" "$(world_sql "
	SELECT string_agg(f.key, ' ' ORDER BY f.key) FROM apontad.decision d
	JOIN apontad.escalation e ON e.id = d.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id,
	jsonb_each(d.facts) f WHERE i.external_id = 'FAT-4' AND jsonb_typeof(f.value) = 'object'
	AND f.value ? 'source' AND f.value ? 'recorded_at'")"
expect "FAT-4 as told" "platform 2026-03-02T09:30:00Z bankrupt" "$(world_sql "SELECT concat_ws(' ',
	d.facts -> 'debt' ->> 'source', d.facts -> 'debt' ->> 'recorded_at', d.facts -> 'debt' ->> 'marks')
	FROM apontad.decision d JOIN apontad.escalation e ON e.id = d.escalation_id
	JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = 'FAT-4'")"
ctl correct FAT-4 --channel protest --by "Ana Exemplo" --why "homônimo" --set marks= >"$WORLD/log/correct.out"
expect_told "history FAT-4" DATA_CORRECTED 'marks "bankrupt" -> ""'
expect_told findings FOUR_EYES_MISSING 'asked by Maria Exemplo, another person has to agree' '50.000,00 or more'

# Who asked may not approve, nor may somebody approve what does not wait.
! ctl approve FAT-1 --by " maria  EXEMPLO" >"$WORLD/log/approve.out" || fail "who asked has approved"
grep -q 'somebody else has to agree' "$WORLD/log/approve.out" || fail "the asker is told nothing"
! ctl approve FAT-2 --by "Ana Exemplo" 2>"$WORLD/log/approve.err" || fail "approved what does not wait"
days 2026-03-02 2026-03-03
expect "sent of FAT-1 and FAT-4" "0 1" "$(sent FAT-1) $(sent FAT-4)"

# A removal waits for nobody.
drop_at "2026-03-03 15:45" "$(payment_row FAT-2 PAG-2 49999.99 2026-03-03T15:40:00-03:00),,"
days 2026-03-04 2026-03-04
expect "FAT-2 at the notary" withdrawn "$(at_the_notary F2)"

# A person refuses the one, another one agrees to the other.
ctl refuse FAT-3 --by "Maria Exemplo" --why "o cliente 52998224725 negocia" >"$WORLD/log/refuse.out"
expect_told "hold list FAT-3" approval "Maria Exemplo" 'cliente 529\.\*\*\*'
ctl approve --account "$CREDITOR-sp" --by "Ana Exemplo" >"$WORLD/log/approve.out"
expect "approved" "FAT-1	protest	60000.00	approved" "$(cat "$WORLD/log/approve.out")"
days 2026-03-05 2026-03-05
expect "what waits" '[]' "$(ctl approvals --json)"
days 2026-03-06 2026-03-06
expect "sent of FAT-1" 1 "$(sent FAT-1)"
expect_state FAT-3 HELD
expect "findings of FAT-1" 0 "$(world_sql "SELECT count(*) FROM apontad.finding f JOIN apontad.escalation e
	ON e.id = f.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id
	WHERE i.external_id = 'FAT-1' AND f.closed_at IS NULL")"
expect_told "history FAT-1" APPROVAL_ASKED 'Maria Exemplo'
expect_told "history FAT-1" APPROVED 'Ana Exemplo'

# Lifted, it is asked anew; whoever corrects it becomes the asker.
ctl hold lift "$(world_sql "SELECT id FROM apontad.hold WHERE kind = 'approval'")" --by "Maria Exemplo" --why acordo \
	>"$WORLD/log/hold.out"
world_settle
ctl correct FAT-3 --channel protest --by "Ana Exemplo" --why "bairro" --set district=Centro-Sul >"$WORLD/log/correct.out"
world_settle
expect_told approvals FAT-3 amount 50000.00 "Ana Exemplo"
! ctl approve FAT-3 --by "Ana Exemplo" >"$WORLD/log/approve.out" || fail "who corrected has approved"
ctl approve FAT-3 --by "Maria Exemplo" >"$WORLD/log/approve.out"
days 2026-03-09 2026-03-09
expect "sent of FAT-3" 1 "$(sent FAT-3)"
expect "tax ids in events" 0 "$(world_sql "SELECT count(*) FROM apontad.event WHERE detail ~ '$DEBTOR'")"
expect_promises
pass "asked, not by the asker, refused, approved; a withdrawal did not wait"
