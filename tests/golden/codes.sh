#!/bin/sh
# What `apontactl codes` says, and where it finds the tables: in the folder that is named, beside the configuration,
# beside the program.
set -u
top=${srcdir:-.}
tool=${APONTACTL:-./apontactl}
codes=$top/conf/codes
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
unset APONTAD_CONFIG

fail() {
	echo "FAIL: $1"
	failed=1
}

cat >"$work/right" <<'END'
serasa 059
  table: return-codes
  kind: rejection
  meaning: INCLUSAO PARA REGISTRO JA EXISTENTE
  field: chave: documento, contrato, natureza e data
  to do: A dívida já está incluída: não é falha. Conferir se o registro é o mesmo; para corrigir, excluir e incluir.
END
"$tool" codes serasa 059 --codes "$codes" | diff "$work/right" - || fail "a code is told in words"

"$tool" codes --json --codes "$codes" serasa 97 >"$work/json" || fail "a motive as JSON"
{ grep -q '"table": "motives"' "$work/json" && grep -q '"kind": "bureau"' "$work/json"; } ||
	fail "the JSON has table and kind"

for code in 998 059x ''; do
	"$tool" codes serasa "$code" --codes "$codes" >"$work/out" 2>"$work/err"
	{ [ $? -eq 1 ] && [ ! -s "$work/out" ] && grep -q "no table of serasa has the code \"$code\"" "$work/err"; } ||
		fail "an unknown code is exit 1 with clear words"
done
"$tool" codes nobody --codes "$codes" >/dev/null 2>"$work/err"
{ [ $? -eq 1 ] && grep -q 'no codes of "nobody".*serasa-natures' "$work/err"; } || fail "an unknown bureau is exit 1"
"$tool" codes 2>/dev/null
[ $? -eq 2 ] || fail "no bureau is exit 2"
"$tool" codes serasa --codes "$work/none" 2>/dev/null
[ $? -eq 2 ] || fail "a folder that is not there is exit 2"

# Every code of every table of the bureau, one a line.
"$tool" codes serasa --codes "$codes" >"$work/all"
right=$(cat "$codes"/serasa-*.conf | grep -c 'code = "')
[ "$(wc -l <"$work/all")" -eq "$right" ] || fail "all the codes: $(wc -l <"$work/all") lines, $right are right"

# An administrator's own table stands before the one that came with the program.
mkdir "$work/codes"
cat >"$work/codes/serasa-return-codes.conf" <<'END'
bureau = "serasa";
table = "return-codes";
codes = ({ code = "059"; kind = "rejection"; meaning = "M"; todo = "Our own words."; });
END
APONTAD_CONFIG=$work/apontad.conf "$tool" codes serasa 059 | grep -q 'Our own words' ||
	fail "the folder beside the configuration comes first"

# A program finds the tables beside itself, as in the build tree.
cp "$tool" "$work/program"
APONTAD_CONFIG=/nowhere/apontad.conf "$work/program" codes serasa 059 | grep -q 'Our own words' ||
	fail "the folder beside the program is found"

# A checker uses the tables that it is given.
printf '{"categoryId": "DP"}' >"$work/body"
"$tool" wire check --format pefin-debt --codes "$codes" "$work/body" | grep -q 'categoryId' &&
	fail "a nature of the table is right"
"$tool" wire check --format pefin-debt --codes "$codes" "$work/body" >/dev/null
[ $? -eq 1 ] || fail "a body without its other members is exit 1"
"$tool" wire check --format pefin-debt --codes "$work/none" "$work/body" >/dev/null 2>&1
[ $? -eq 2 ] || fail "a check without its tables is exit 2"
exit $failed
