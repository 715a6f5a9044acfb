#!/usr/bin/env bash
# A protested debt is paid. The debtor gets the signed letter by e-mail with what to do and what it costs (Lei 9.492/1997
# arts. 26 and 37; REsp 1.346.584), and is reminded while the protest stands; when it is cancelled, the rest is dropped.
# The mail server speaks TLS from the first byte. The p7s that arrives holds for somebody else's program and carries the PDF that arrives beside it.
WORLD_MAIL=yes WORLD_MAIL_TLS=implicit
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# The parts of a letter as another program reads them: its text and its files into $WORLD/box/N.
open_letter() {
	mkdir -p "$WORLD/box/$1"
	"$WORLD_PYTHON" - "$WORLD/mail/$1.eml" "$WORLD/box/$1" <<'PYTHON'
import email, email.policy, os, sys
with open(sys.argv[1], "rb") as file:
    letter = email.message_from_binary_file(file, policy=email.policy.default)
assert not letter.defects, letter.defects
with open(os.path.join(sys.argv[2], "head"), "w", encoding="utf-8") as file:
    for name in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID"):
        file.write(f"{name}: {letter[name]}\n")
for part in letter.walk():
    if part.get_content_type() == "text/plain":
        with open(os.path.join(sys.argv[2], "text"), "w", encoding="utf-8") as file:
            file.write(part.get_content())
    elif part.get_filename():
        with open(os.path.join(sys.argv[2], part.get_filename()), "wb") as file:
            file.write(part.get_content())
PYTHON
}

letters() {
	find "$WORLD/mail" -name '*.eml' | wc -l
}

notice_state() {
	world_sql "SELECT n.state FROM apontad.notice n WHERE n.step = '$1'"
}

expect_text() {
	grep -q -F -e "$2" "$WORLD/box/$1/text" || fail "letter $1 does not say \"$2\": $(cat "$WORLD/box/$1/text")"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}" --require-letter
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)"
world_settle
days 2026-03-02 2026-03-09
expect_state FAT-1 PROTESTED
expect "letters before the payment" 0 "$(letters)"

# Paid in the evening: the CRA has the authorisation in the morning, and the debtor is left alone until nine.
drop_at "2026-03-09 20:00" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-09T19:30:00-03:00)"
at "2026-03-10 08:30"
expect_state FAT-1 CANCEL_AUTHORISED
expect "authorisations" 1 "$(files AC)"
expect "letters before nine" 0 "$(letters)"
at "2026-03-10 09:00"
expect "letters" 1 "$(letters)"
expect "the anuência" sent "$(notice_state anuencia)"
expect "envelope" "cobranca@exemplo.invalid fulano@exemplo.invalid" "$(cat "$WORLD/mail/envelopes")"
open_letter 1
grep -q "^Subject: Carta de anuência para cancelar o protesto do título F1$" "$WORLD/box/1/head" ||
	fail "the head of the letter: $(cat "$WORLD/box/1/head")"
grep -q "^Reply-To: contesta@exemplo.invalid$" "$WORLD/box/1/head" || fail "no way back in the letter"
expect_text 1 "Empresa Ficticia Exemplo Ltda"
expect_text 1 "11.222.333/0001-81"
expect_text 1 "Rua das Acacias, 100"
expect_text 1 "Custas: por conta do devedor"
expect_text 1 "529.***.***-25"
! grep -q 52998224725 "$WORLD/box/1/text" || fail "the whole tax id of the debtor stands in the letter"
openssl cms -verify -cades -binary -inform DER -CAfile "$WORLD/pki/ca.pem" -in "$WORLD/box/1/carta-de-anuencia-F1.p7s" \
	-out "$WORLD/box/letter.pdf" 2>"$WORLD/log/openssl.out" || fail "openssl: $(cat "$WORLD/log/openssl.out")"
cmp -s "$WORLD/box/letter.pdf" "$WORLD/box/1/carta-de-anuencia-F1.pdf" || fail "the PDF is not what was signed"
expect "what was kept is what was sent" "$(tr -d '\r' <"$WORLD/mail/1.eml" | sha256sum | cut -c 1-64)" \
	"$(world_sql "SELECT encode(sha256(replace(convert_from(bytes, 'UTF8'), E'\r', '')::bytea), 'hex')
		FROM apontad.notice_part WHERE part = 'message'")"

# The platform reads the mail box of bounces, and tells what came of it; the same receipt again is known.
notice=$(world_sql "SELECT public_id FROM apontad.notice WHERE step = 'anuencia'")
grep -q "^Message-ID: <$notice@exemplo.invalid>$" "$WORLD/box/1/head" || fail "the Message-ID is not ours"
receipt() {
	jq -cn --arg creditor "$CREDITOR" --arg notice "$notice" --arg at "$1" --arg proof "$2" \
		'{record: "receipt", creditor: $creditor, invoice: "FAT-1", notice: $notice, result: "delivered", at: $at,
		proof: $proof}' >"$WORLD/receipt.jsonl"
	world_drop "$WORLD/receipt.jsonl" "receipt-${1//[:+]/-}.jsonl"
	world_settle
}
receipt 2026-03-10T08:59:00-03:00 "250 lida"
expect "the anuência" delivered "$(notice_state anuencia)"
receipt 2026-03-11T09:00:00-03:00 "ainda por vir"
expect "rejected rows" 1 "$(total .rejected_rows)"

# The notary cancels on the eighth business day: one reminder has left by then, the others never do.
days 2026-03-11 2026-03-16
expect "letters after five days" 2 "$(letters)"
open_letter 2
expect_text 2 "ainda não informou o cancelamento"
days 2026-03-17 2026-03-23
expect_state FAT-1 CANCELLED
days 2026-04-09 2026-04-10
expect "letters in the end" 2 "$(letters)"
expect "reminders" "sent dropped dropped" \
	"$(notice_state lembrete-5) $(notice_state lembrete-15) $(notice_state lembrete-30)"
expect "notices told" "anuencia lembrete-5 lembrete-15 lembrete-30" \
	"$(ctl explain FAT-1 --json | jq -r '.notices | map(.step) | join(" ")')"
expect "delivered" delivered "$(ctl notices --json | jq -r 'map(select(.step == "anuencia"))[0].state')"
expect_told "explain FAT-1" anuencia delivered
expect_told "notices FAT-1" lembrete-30 dropped
expect "findings" 0 "$(total .findings)"
expect_promises
pass "the letter, its reminder and its receipt; nothing after the cancellation"
