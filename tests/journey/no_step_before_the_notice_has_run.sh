#!/usr/bin/env bash
# A ladder tells the debtor first. No step that stands after the notice is taken before its window has run, counted from
# the delivery that was proved, else from the sending; what failed is no notice. Who pays meanwhile is left alone.
WORLD_MAIL=yes WORLD_LADDER=told
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

told_ladder() {
	cat >"$WORLD/conf/ladders/told.conf" <<'CONF'
name = "told";
steps = (
	{ name = "aviso"; days_late = 3; action = "notice"; template = "aviso-protesto"; },
	{ name = "protesto"; days_late = 5; action = "protest"; after = "aviso"; wait_days = 10; }
);
CONF
	# The protest does not wait for the notice, and yet not without one.
	cat >"$WORLD/conf/ladders/loose.conf" <<'CONF'
name = "loose";
steps = (
	{ name = "aviso"; days_late = 3; action = "notice"; template = "aviso-protesto"; },
	{ name = "protesto"; days_late = 4; action = "protest"; }
);
CONF
}
# The ladder is read when the world is configured.
world_configure_plain=$(declare -f world_configure)
eval "${world_configure_plain/world_configure/configure_world}"
world_configure() {
	configure_world
	told_ladder
}

PIX=00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano
PIX+=" de Tal6008BRASILIA62070503***63041D3D"

# Rows with ways to pay, as JSON lines: debt INVOICE NUMBER EMAIL [MORE]
debt() {
	jq -cn --arg creditor "$CREDITOR" --arg invoice "$1" --arg number "$2" --arg email "$3" --arg pix "$PIX" \
		--arg hash "$(printf '%s' "$1" | sha256sum | cut -d ' ' -f 1)" "{creditor: \$creditor, invoice: \$invoice,
		number: \$number, species: \"DMI\", issued_on: \"2025-11-03\", due_on: \"2026-02-26\", amount: \"1234.56\",
		endorsement: \"M\", declaration: \"D\", document_sha256: \$hash, name: \"Fulano de Tal Exemplo\",
		taxid: \"$DEBTOR\", street: \"Rua das Palmeiras Ficticias, 15\", district: \"Centro\", cep: \"01310100\",
		city: \"Sao Paulo\", uf: \"SP\", ibge: \"3550308\", email: \$email} + {pix: \$pix} ${4:-}"
}

notice_state() {
	world_sql "SELECT n.state FROM apontad.notice n JOIN apontad.invoice i ON i.id = n.invoice_id
		WHERE i.external_id = '$1' AND n.step = 'aviso'"
}

# receipt INVOICE RESULT AT
receipt() {
	local notice
	notice=$(world_sql "SELECT n.public_id FROM apontad.notice n JOIN apontad.invoice i ON i.id = n.invoice_id
		WHERE i.external_id = '$1'")
	jq -cn --arg creditor "$CREDITOR" --arg invoice "$1" --arg notice "$notice" --arg result "$2" --arg at "$3" \
		'{record: "receipt", $creditor, $invoice, $notice, $result, $at, proof: "as told"}' >"$WORLD/receipt.jsonl"
	world_drop "$WORLD/receipt.jsonl" "receipt-$1-$2.jsonl"
	world_settle
}

escalations() {
	world_sql "SELECT count(*) FROM apontad.escalation e JOIN apontad.invoice i ON i.id = e.invoice_id
		WHERE i.external_id = '$1'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
{
	debt FAT-1 F1 fulano@exemplo.invalid '+ {interest: "12.35", fine: "24.69"}'
	debt FAT-2 F2 ""
	debt FAT-3 F3 fulano@exemplo.invalid
	debt FAT-4 F4 fulano@exemplo.invalid
	debt FAT-5 F5 fulano@exemplo.invalid '| del(.pix)'
	debt FAT-6 F6 fulano@exemplo.invalid
	debt FAT-7 F7 fulano@exemplo.invalid '| del(.pix) + {ladder: "loose"}'
} >"$WORLD/debts.jsonl"
world_drop "$WORLD/debts.jsonl"
world_settle
ctl hold place FAT-6 --kind dispute --by Maria --why "reclama do valor" >/dev/null
# Nothing to pay by: a person is told, and nobody is written to.
expect "unwritable notices" 2 "$(findings notice_text_invalid)"
expect "whose they are" creditor "$(world_sql "SELECT DISTINCT owner FROM apontad.finding WHERE kind = 'notice_text_invalid'")"
expect "notices of FAT-5 and FAT-7" "" "$(notice_state FAT-5)$(notice_state FAT-7)"
# A step that does not wait for it is held by the same fault, and goes when the platform tells how to pay.
decided() {
	world_sql "SELECT d.outcome, d.reasons -> 0 ->> 'code', d.facts #>> '{notice,fault}' LIKE 'notice \"aviso\": nobody told Pix%'
		FROM apontad.decision d JOIN apontad.escalation e ON e.id = d.escalation_id
		JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = 'FAT-7' ORDER BY d.id DESC LIMIT 1"
}
expect_state FAT-7 HELD
expect "the decision" "HELD_BY_RULE|NOTICE_TEXT_INVALID|t" "$(decided)"
expect "before nine" prepared "$(notice_state FAT-4)"

# One has paid by the time at which people may be written to.
drop_at "2026-03-02 08:00" "$(payment_row FAT-4 PAG-4 1234.56 2026-03-02T07:50:00-03:00)"
expect "paid before it left" dropped "$(notice_state FAT-4)"
at "2026-03-02 09:00"
expect "letters" 2 "$(find "$WORLD/mail" -name '*.eml' | wc -l)"
expect "webhooks" 1 "$(find "$WORLD/platform" -name '*.json' | wc -l)"
expect "states" "sent sent sent prepared" \
	"$(notice_state FAT-1) $(notice_state FAT-2) $(notice_state FAT-3) $(notice_state FAT-6)"
# What the platform got holds by Standard Webhooks, and has all that the law wants of it.
jq -e --arg pix "$PIX" '.type == "notice.requested" and .data.invoice == "FAT-2" and (.data.text | contains($pix)
	and contains("R$ 1.234,56") and contains("26/02/2026") and contains("11.222.333/0001-81")
	and contains("protesto do título em cartório") and contains("10 dias"))' "$WORLD/platform/1.json" >/dev/null ||
	fail "the webhook lacks something: $(cat "$WORLD/platform/1.json")"
[ ! -e "$WORLD/platform/refused" ] || fail "a signature did not hold"
world_sql "SELECT convert_from(bytes, 'UTF8') FROM apontad.notice_part p JOIN apontad.notice n ON n.id = p.notice_id
	JOIN apontad.invoice i ON i.id = n.invoice_id WHERE i.external_id = 'FAT-1' AND p.part = 'message'" |
	"$WORLD_PYTHON" -c 'import email, email.policy, sys
print(email.message_from_string(sys.stdin.read(), policy=email.policy.default).get_content())' >"$WORLD/letter"
for words in "R\$ 1.271,60" "principal R\$ 1.234,56; juros R\$ 12,35; multa R\$ 24,69" "$PIX"; do
	grep -q -F -e "$words" "$WORLD/letter" || fail "the letter does not say \"$words\": $(cat "$WORLD/letter")"
done

at "2026-03-02 10:05"
debt FAT-7 F7 fulano@exemplo.invalid '+ {ladder: "loose"}' >"$WORLD/told.jsonl"
world_drop "$WORLD/told.jsonl"
world_settle
at "2026-03-02 11:30"
expect "the decision" "PASSED||" "$(decided)"
expect "its notice" sent "$(notice_state FAT-7)"

# FAT-1 is delivered two days later, FAT-3 comes back; FAT-2 has no receipt.
at "2026-03-04 10:00"
receipt FAT-1 delivered 2026-03-04T09:30:00-03:00
receipt FAT-3 failed 2026-03-04T09:00:00-03:00
expect "states" "delivered failed" "$(notice_state FAT-1) $(notice_state FAT-3)"
expect "failed notices" 1 "$(findings notice_failed)"

# Sent on 2 March: ten days end on the 12th, which is still the debtor's. Delivered on the 4th: they end on the 14th.
at "2026-03-12 16:00"
expect "titles on the last day" "0 0 0" "$(escalations FAT-1) $(escalations FAT-2) $(escalations FAT-3)"
at "2026-03-13 08:30"
expect "titles on the day after" "0 1 0" "$(escalations FAT-1) $(escalations FAT-2) $(escalations FAT-3)"
at "2026-03-14 16:00"
expect "titles on the last day of FAT-1" 0 "$(escalations FAT-1)"
at "2026-03-15 08:30"
expect "titles on the day after that" "1 0" "$(escalations FAT-1) $(escalations FAT-3)"
at "2026-03-30 10:00"
expect "what failed, was paid or is held stays" "0 0 0" \
	"$(escalations FAT-3) $(escalations FAT-4) $(escalations FAT-6)"
expect "a held debt is not written about" prepared "$(notice_state FAT-6)"
expect_promises
pass "the window runs from the delivery, else from the sending; failed, paid and held go nowhere; nothing goes without its text"
