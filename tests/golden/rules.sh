#!/bin/sh
# What `apontactl rules` says, to the letter, and where it finds the rule book: in the folder that is named, beside the
# configuration, beside the program.
set -u
top=${srcdir:-.}
tool=${APONTACTL:-./apontactl}
rules=$top/conf/rules
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
unset APONTAD_CONFIG

fail() {
	echo "FAIL: $1"
	failed=1
}

cat >"$work/right" <<'END'
DEBT_PAID
  channel: protest
  level: block
  basis: REsp 1.063.474
  CRA: 60
  confirmed: yes
  text: A dívida foi paga, ou o pagamento está a caminho. Só se apresenta o que está em aberto.
DEBT_PAID
  channel: bureau
  level: block
  basis: CDC arts. 43 par. 1 and 73
  confirmed: yes
  text: A dívida foi paga, ou o pagamento está a caminho. Só se negativa o que está em aberto.
END
"$tool" rules show DEBT_PAID --rules "$rules" | diff "$work/right" - || fail "a check is told in words"

cat >"$work/right" <<'END'
{
  "code": "LEGAL_HOLD",
  "level": "hold",
  "basis": "policy: an open hold",
  "text": "Há um bloqueio aberto: suspeita de fraude ou decisão de uma pessoa. Segue quando quem pode o levantar.",
  "confirmed": true,
  "channels": [
    {
      "channel": "",
      "level": "hold",
      "basis": "policy: an open hold",
      "cra": "",
      "text": "Há um bloqueio aberto: suspeita de fraude ou decisão de uma pessoa. Segue quando quem pode o levantar.",
      "confirmed": true
    }
  ]
}
END
"$tool" rules show LEGAL_HOLD --json --rules "$rules" | diff "$work/right" - || fail "a check as JSON"

# Every row of the file, in its order, one a line; and every check once, an object each.
"$tool" rules list --rules "$rules" >"$work/all"
right=$(grep -c 'code = "' "$rules/checks.conf")
[ "$(wc -l <"$work/all")" -eq "$right" ] || fail "all the checks: $(wc -l <"$work/all") lines, $right are right"
awk -F '\t' 'NF != 7 || $3 !~ /^(block|hold|warn)$/ || $6 !~ /^(true|false)$/ { exit 1 }' "$work/all" ||
	fail "a line has seven parts"
sed -n 's/.*code = "\([A-Z0-9_]*\)".*/\1/p' "$rules/checks.conf" >"$work/right"
cut -f 1 "$work/all" | diff "$work/right" - || fail "the codes stand in the order of the file"
"$tool" rules list --json --rules "$rules" >"$work/json"
sed -n 's/^ *"code": "\([A-Z0-9_]*\)",$/\1/p' "$work/json" >"$work/codes"
awk '!seen[$0]++' "$work/right" | diff "$work/codes" - || fail "the list as JSON has every check once"
[ "$(grep -c '"channel": ' "$work/json")" -eq "$(wc -l <"$work/right")" ] || fail "the list as JSON has every row"
grep -q "$(printf '^DEBTOR_MINOR\tbureau\tblock\t.*\t\tfalse\t')" "$work/all" || fail "what is not confirmed is told so"

"$tool" rules show DEBT_PAYED --rules "$rules" >"$work/out" 2>"$work/err"
{ [ $? -eq 1 ] && [ ! -s "$work/out" ] && grep -q 'no check "DEBT_PAYED"' "$work/err"; } ||
	fail "an unknown check is exit 1 with clear words"
for words in 'show' 'list DEBT_PAID' 'show DEBT_PAID DEBT_NOT_DUE'; do
	# shellcheck disable=SC2086 # words
	"$tool" rules $words --rules "$rules" >/dev/null 2>"$work/err"
	{ [ $? -eq 2 ] && grep -q '^usage: apontactl rules' "$work/err"; } || fail "rules $words is exit 2"
done
"$tool" rules list --rules "$work/none" >/dev/null 2>&1
[ $? -eq 2 ] || fail "a folder that is not there is exit 2"

# A book that lacks a row is no book.
mkdir "$work/lacking"
sed '/FOUR_EYES_MISSING/s/channel = ""/channel = "bureau"/' "$rules/checks.conf" >"$work/lacking/checks.conf"
"$tool" rules list --rules "$work/lacking" >"$work/out" 2>"$work/err"
{ [ $? -eq 2 ] && [ ! -s "$work/out" ] && grep -q 'rule FOUR_EYES_MISSING has no row for protest' "$work/err"; } ||
	fail "a book that lacks a row is exit 2"

# An administrator's own book stands before the one that came with the program; so is it beside a program.
mkdir "$work/rules"
sed 's/Faltam menos de 60 dias/Our own words/' "$rules/checks.conf" >"$work/rules/checks.conf"
APONTAD_CONFIG=$work/apontad.conf "$tool" rules show LISTING_TOO_CLOSE_TO_5Y | grep -q 'Our own words' ||
	fail "the folder beside the configuration comes first"
cp "$tool" "$work/program"
APONTAD_CONFIG=/nowhere/apontad.conf "$work/program" rules show LISTING_TOO_CLOSE_TO_5Y | grep -q 'Our own words' ||
	fail "the folder beside the program is found"
exit $failed
