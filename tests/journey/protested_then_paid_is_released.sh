#!/usr/bin/env bash
# A protest stands, the creditor is paid, and the debtor gets the creditor's consent, signed, at once (Lei 9.492/1997
# art. 26, Tema 725/STJ). What was signed holds when other people's programs look at it. When the notary has cancelled,
# the case is closed after five business days.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

CA() {
	echo "$WORLD/pki/ca.pem"
}

# The signed file lies beside its signature under the name that the signature has for it.
verify_remessa() {
	local name
	name=$(export_last B "$WORLD/box")
	(cd "$WORLD/box" && xmlsec1 --verify --trusted-pem "$(CA)" --enabled-reference-uris remote "$name.sig.xml") \
		>"$WORLD/log/xmlsec.out" 2>&1 || fail "xmlsec1 does not verify $name: $(cat "$WORLD/log/xmlsec.out")"
	"$BIN/apontactl" seal verify "$WORLD/box/$name.sig.xml" --trusted "$(CA)" >/dev/null || fail "apontactl does not verify $name"
}

# The letter is a PDF that says who consents to what, signed as CMS, in base64 in the file.
verify_letter() {
	local name letter=$WORLD/box/letter
	name=$(export_last AC "$WORLD/box")
	sed -n 's:.*<imagem>\(.*\)</imagem>.*:\1:p' "$WORLD/box/$name" | base64 -d >"$letter.p7s"
	openssl cms -verify -cades -binary -inform DER -CAfile "$(CA)" -in "$letter.p7s" -out "$letter.pdf" \
		2>"$WORLD/log/openssl.out" || fail "openssl does not verify the letter: $(cat "$WORLD/log/openssl.out")"
	[ "$(head -c 5 "$letter.pdf")" = "%PDF-" ] || fail "the letter is no PDF"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}" --require-letter
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)"
world_settle
days 2026-03-02 2026-03-09
expect_state FAT-1 PROTESTED
expect "protested" 1 "$(total .protest.protested)"
verify_remessa

drop_at "2026-03-10 09:15" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-10T09:00:00-03:00)"
expect_state FAT-1 CANCEL_AUTHORISED
expect "authorisations" 1 "$(files AC)"
expect_removals 1 1
verify_letter

# The debtor goes to the notary within eight business days; the answer comes a day later.
days 2026-03-11 2026-03-23
expect_state FAT-1 CANCELLED
expect "cancelled" 1 "$(total .protest.cancelled)"
days 2026-03-24 2026-03-31
expect_state FAT-1 CLOSED
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT PROTOCOLLED NOTIFYING NOTIFIED PROTESTED CANCEL_AUTHORISED \
	CANCELLED CLOSED
expect "at the notary" cancelled "$(at_the_notary F1)"
expect "removals late" 0 "$(total .removals.late)"
expect "findings" 0 "$(total .findings)"
expect_promises
pass "protested, paid, released by a signed letter, closed"
