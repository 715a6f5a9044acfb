#!/bin/sh
# Signatures of a keeper, verified by somebody else's programs: xmlsec1 and openssl. How to do it by hand:
#
#   signed XML       xmlsec1 --verify --trusted-pem CA --enabled-reference-uris empty SIGNED
#   detached XML     (cd FOLDER && xmlsec1 --verify --trusted-pem CA --enabled-reference-uris remote SIGNATURE)
#                    where FOLDER holds the signed file under the name in the Reference; a bare name counts as remote
#   P7S              openssl cms -verify -cades -binary -inform DER -CAfile CA -in P7S [-content FILE]
#   detached JWS     the signed bytes are the JWS's first part, a dot and the base64url of the file; its last part is
#                    the signature: see verify_jws below
#
# Each is then verified again with one byte of the content changed, and must be refused; apontactl must agree both times.
set -eu
export LC_ALL=C

srcdir=${srcdir:-.}
build=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$srcdir/script/pki" "$work/pki"
ca=$work/pki/ca.pem
signed_at=1767366000 # 2026-01-02 15:00 UTC
failed=0

fail() {
	echo "FAIL: $*" >&2
	failed=1
}

# verify SUBJECT WANTED COMMAND...: WANTED is yes or no
verify() {
	subject=$1 wanted=$2
	shift 2
	if "$@" >"$work/log" 2>&1; then got=yes; else got=no; fi
	if [ "$got" = "$wanted" ]; then
		echo "ok: $subject: $wanted"
	else
		fail "$subject: $wanted was wanted"
		sed 's/^/    /' "$work/log" >&2
	fi
}

# verdict SUBJECT STATUS FIRST-WORDS ARGUMENT...: what apontactl says, if it is built
verdict() {
	subject=$1 status=$2 words=$3
	shift 3
	got=0
	"$build/apontactl" seal verify "$@" >"$work/log" 2>&1 || got=$?
	if [ "$got" -eq "$status" ] && grep -q "$words" "$work/log"; then
		echo "ok: apontactl: $subject: $status"
	else
		fail "apontactl: $subject: status $got, wanted $status and \"$words\""
		sed 's/^/    /' "$work/log" >&2
	fi
}

# change FROM TO FILE: one byte
change() {
	sed "s/$1/$2/" "$3" >"$3.changed"
	if cmp -s "$3" "$3.changed"; then fail "nothing to change in $3"; fi
	mv "$3.changed" "$3"
}

# shellcheck disable=SC2317 # called through verify
xmlsec() {
	(cd "$work/box" && xmlsec1 --verify --trusted-pem "$ca" "$@")
}

# shellcheck disable=SC2317 # called through verify
cms() {
	openssl cms -verify -cades -binary -inform DER -CAfile "$ca" "$@" -out "$work/content"
}

# shellcheck disable=SC2317 # called through verify
from_base64url() {
	text=$(tr -- '-_' '+/')
	while [ $((${#text} % 4)) -ne 0 ]; do text=$text=; done
	printf %s "$text" | base64 -d
}

# verify_jws ALGORITHM JWS FILE: by openssl alone, with the key of the certificate that the header brings
# shellcheck disable=SC2317 # called through verify
verify_jws() {
	printf %s "$(cut -d. -f1 "$2").$(base64 -w0 "$3" | tr '+/' '-_' | tr -d =)" >"$work/input"
	cut -d. -f3 "$2" | tr -d '\n' | from_base64url >"$work/value"
	cut -d. -f1 "$2" | tr -d '\n' | from_base64url >"$work/header"
	grep -q "^{\"alg\":\"$1\"," "$work/header" || return 1
	sed 's/.*"x5c":\["\([^"]*\)".*/\1/' "$work/header" | base64 -d >"$work/signer.der"
	openssl x509 -inform DER -in "$work/signer.der" -out "$work/signer.pem"
	openssl verify -CAfile "$ca" "$work/signer.pem" || return 1
	openssl x509 -in "$work/signer.pem" -noout -pubkey >"$work/public.pem"
	thumbprint=$(openssl dgst -sha256 -binary "$work/signer.der" | base64 -w0 | tr '+/' '-_' | tr -d =)
	grep -q "\"x5t#S256\":\"$thumbprint\"" "$work/header" || return 1
	case $1 in
	PS256) set -- -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sigopt rsa_mgf1_md:sha256 ;;
	RS256) set -- ;;
	ES256) # two numbers of 32 bytes, which openssl wants as a DER sequence of integers
		r=$(head -c 32 "$work/value" | od -An -v -tx1 | tr -d ' \n')
		s=$(tail -c +33 "$work/value" | od -An -v -tx1 | tr -d ' \n')
		[ "${#r}${#s}" = 6464 ] || return 1
		printf 'asn1=SEQUENCE:pair\n[pair]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$r" "$s" >"$work/pair.cnf"
		openssl asn1parse -genconf "$work/pair.cnf" -noout -out "$work/value"
		set --
		;;
	esac
	openssl dgst -sha256 -verify "$work/public.pem" -signature "$work/value" "$@" "$work/input"
}

for signer in signer signer-ec; do
	rm -rf "$work/box"
	mkdir "$work/box"
	printf '<?xml version="1.0" encoding="ISO-8859-1"?>\n<remessa xmlns:p="urn:exemplo"><p:tr t52="a&amp;b">S\343o Jo\343o</p:tr>\n</remessa>\n' \
		>"$work/box/B3412406.251"
	printf '%%PDF-1.7\r\nanu\352ncia\000\r\n' >"$work/box/carta.pdf"
	printf '{"contrato":"NF 1","valor":120000,"nome":"S\303\243o Jo\303\243o"}\n' >"$work/box/anotacao.json"
	sign() {
		purpose=$1 name=$2
		shift 2
		"$build/tests/golden/seal_sign" "$purpose" "$work/pki/$signer.pem" "$work/pki/$signer.key" \
			"$signed_at" "$work/box/$name" "$name" "$@"
	}
	sign xml-enveloped B3412406.251 >"$work/box/enveloped.xml"
	sign xml-detached B3412406.251 >"$work/box/detached.xml"
	sign cms-attached carta.pdf >"$work/box/attached.p7s"
	sign cms-detached carta.pdf >"$work/box/detached.p7s"

	verify "$signer enveloped" yes xmlsec --enabled-reference-uris empty enveloped.xml
	verify "$signer detached" yes xmlsec --enabled-reference-uris remote detached.xml
	verify "$signer attached" yes cms -in "$work/box/attached.p7s"
	if ! cmp -s "$work/content" "$work/box/carta.pdf"; then fail "$signer attached: other content came out"; fi
	verify "$signer detached P7S" yes cms -in "$work/box/detached.p7s" -content "$work/box/carta.pdf"
	openssl cms -cmsout -print -noout -inform DER -in "$work/box/detached.p7s" >"$work/print"
	for wanted in 'UTCTIME:Jan  2 15:00:00 2026 GMT' 'id-smime-aa-signingCertificateV2' 'algorithm: sha256'; do
		if ! grep -q "$wanted" "$work/print"; then fail "$signer: no $wanted in the P7S"; fi
	done
	verdict "$signer enveloped" 0 '^signature holds' "$work/box/enveloped.xml" --trusted "$ca"
	verdict "$signer detached" 0 '^form: xml-detached' "$work/box/detached.xml" --trusted "$ca"
	verdict "$signer detached" 0 '^signer: .*EMPRESA FICTICIA EXEMPLO LTDA:11222333000181' --content \
		"$work/box/B3412406.251" "$work/box/detached.xml"
	verdict "$signer attached" 0 '^signing time: 2026-01-02T15:00:00Z' "$work/box/attached.p7s" --trusted "$ca"
	verdict "$signer detached P7S" 0 '^chain: not checked' "$work/box/detached.p7s" --content "$work/box/carta.pdf"
	verdict "$signer detached P7S without its file" 2 'signed file is needed' "$work/box/detached.p7s"

	for algorithm in PS256 RS256; do
		written=$algorithm other=RS256
		[ "$algorithm" = PS256 ] || other=PS256
		[ "$signer" = signer ] || written=ES256
		if [ "$algorithm" = PS256 ]; then # the one that is taken when none is said
			sign jws-detached anotacao.json >"$work/box/$algorithm.jws"
		else
			sign jws-detached anotacao.json "$algorithm" >"$work/box/$algorithm.jws"
		fi
		about="$signer $algorithm"
		verify "$about" yes verify_jws "$written" "$work/box/$algorithm.jws" "$work/box/anotacao.json"
		verdict "$about" 0 "^algorithm: $written" "$work/box/$algorithm.jws" --trusted "$ca" --content \
			"$work/box/anotacao.json" --algorithm "$written"
		verdict "$about" 0 "^form: jws-detached" "$work/box/$algorithm.jws" --content "$work/box/anotacao.json"
		verdict "$about, but another was wanted" 1 "algorithm is $written; $other was wanted" \
			"$work/box/$algorithm.jws" --content "$work/box/anotacao.json" --algorithm "$other"
		verdict "$about without its file" 2 'signed file is needed' "$work/box/$algorithm.jws"
		sed 's/120000/120001/' "$work/box/anotacao.json" >"$work/box/changed.json"
		verify "$about changed" no verify_jws "$written" "$work/box/$algorithm.jws" "$work/box/changed.json"
		verdict "$about changed" 1 '^signature does not hold: the JWS does not hold' "$work/box/$algorithm.jws" \
			--content "$work/box/changed.json"
	done

	change 'a&amp;b' 'a\&amp;c' "$work/box/enveloped.xml"
	change 'a&amp;b' 'a\&amp;c' "$work/box/B3412406.251"
	change 'PDF-1.7' 'PDF-1.6' "$work/box/attached.p7s"
	change 'PDF-1.7' 'PDF-1.6' "$work/box/carta.pdf"
	verify "$signer changed enveloped" no xmlsec --enabled-reference-uris empty enveloped.xml
	verify "$signer changed detached" no xmlsec --enabled-reference-uris remote detached.xml
	verify "$signer changed attached" no cms -in "$work/box/attached.p7s"
	verify "$signer changed detached P7S" no cms -in "$work/box/detached.p7s" -content "$work/box/carta.pdf"
	verdict "$signer changed enveloped" 1 '^signature does not hold: the document was changed' "$work/box/enveloped.xml"
	verdict "$signer changed detached" 1 '^signature does not hold: the file was changed' "$work/box/detached.xml"
	verdict "$signer changed attached" 1 '^signature does not hold' "$work/box/attached.p7s"
	verdict "$signer changed detached P7S" 1 '^signature does not hold' "$work/box/detached.p7s" --content \
		"$work/box/carta.pdf"
	rm "$work/box/B3412406.251"
	verdict "$signer detached without its file" 2 'is not beside it' "$work/box/detached.xml"
done
exit "$failed"
