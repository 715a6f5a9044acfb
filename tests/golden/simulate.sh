#!/bin/sh
# What `apontactl simulate` and `apontactl ladder` say, to the letter: a small portfolio in which everything happens once.
# It needs neither a database nor a configuration, and finds rules, calendars and fees beside the configuration or the
# program.
set -u
top=${srcdir:-.}
tool=${APONTACTL:-./apontactl}
golden=$top/tests/golden/simulate
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
unset APONTAD_CONFIG

fail() {
	echo "FAIL: $1"
	failed=1
}

simulate() {
	"$tool" simulate --ladder "$golden/ladder.conf" --portfolio "$golden/portfolio.jsonl" --from 2026-03-02 \
		--rules "$top/conf/rules" --calendars "$top/conf/calendars" --fees "$golden/fees" "$@"
}

simulate >"$work/words"
[ $? -eq 1 ] || fail "a portfolio with rejected rows is exit 1"
diff "$golden/right.txt" "$work/words" || fail "a portfolio in words"
simulate --json >"$work/json"
diff "$golden/right.json" "$work/json" || fail "a portfolio as JSON"

# Neither names nor whole tax ids leave.
grep -qE 'Fulano|Beltrana|[0-9]{11}' "$work/words" "$work/json" && fail "what is told masks people"

# The same debts as CSV say the same, and a portfolio without a wrong row is exit 0.
grep '"F-3"' "$golden/portfolio.jsonl" >"$work/one.jsonl"
"$tool" simulate --ladder "$golden/ladder.conf" --portfolio "$work/one.jsonl" --from 2026-03-02 --rules "$top/conf/rules" \
	>"$work/out" || fail "a portfolio without a wrong row is exit 0"

# Every ladder that comes with the program can be tried.
for ladder in "$top"/conf/ladders/*.conf; do
	"$tool" ladder check "$ladder" >"$work/out" || fail "$ladder is right: $(cat "$work/out")"
	"$tool" simulate --ladder "$ladder" --portfolio "$work/one.jsonl" --from 2026-03-02 --rules "$top/conf/rules" --json |
		grep -q '"totals": {' || fail "$ladder is simulated"
done

# All that is wrong with a ladder, each at its line.
sed -e 's/after = "aviso"/after = "avisso"/' -e 's/ template = "aviso";//' -e 's/"DMI"/"XYZ"/' "$golden/ladder.conf" \
	>"$work/ladder.conf"
cat >"$work/right" <<END
$work/ladder.conf:3: steps[0]: step "aviso" is a notice and has no \`template\`; right is the name of a template
$work/ladder.conf:4: steps[1].species: step "fast" takes "XYZ", which is no species of annex 1, as DMI or DSI are
$work/ladder.conf:5: steps[2].after: step "serasa" stands after "avisso", and there is no such step; right is the name of an earlier one
END
"$tool" ladder check "$work/ladder.conf" >"$work/out"
[ $? -eq 1 ] || fail "a wrong ladder is exit 1"
diff "$work/right" "$work/out" || fail "every fault of a ladder at its line"
"$tool" simulate --ladder "$work/ladder.conf" --portfolio "$work/one.jsonl" >"$work/out" 2>"$work/err"
{ [ $? -eq 2 ] && [ ! -s "$work/out" ] && diff "$work/right" "$work/err" | grep -q 'apontactl: '; } ||
	fail "a wrong ladder is not simulated"
"$tool" ladder check "$work/none.conf" >/dev/null 2>&1
[ $? -eq 2 ] || fail "a ladder that is not there is exit 2"

cat >"$work/right" <<'END'
Ladder ladder
  aviso: notice (aviso), 3 days late
    from R$ 0,01
  fast: protest, 4 days late
    from R$ 0,01; species DMI; payers bad_faith
  serasa: serasa, 5 days late and when the days after "aviso" have run (10)
    from R$ 0,01; states SP, RJ
  protest: protest, 30 days late
    from R$ 100,00
Payers
  bad_faith: 2 broken promises or more
  good_payer: 3 or more paid on time, at most 0 late, no broken promise; a person is asked first
  unresponsive: at most 0 answers to 3 contacts or more
  habitual_late: 3 or more paid late, 50 % of all, by 5 days on average
  ordinary: told, and none of these; unknown: nothing was told
END
"$tool" ladder show "$golden/ladder.conf" | diff "$work/right" - || fail "a ladder in words"
"$tool" ladder show --json "$golden/ladder.conf" | grep -q '"template": "aviso"' || fail "a ladder as JSON"

for words in 'simulate' "simulate --ladder $golden/ladder.conf" 'ladder show' 'ladder check'; do
	# shellcheck disable=SC2086 # words
	"$tool" $words >/dev/null 2>"$work/err"
	{ [ $? -eq 2 ] && grep -q '^usage: apontactl' "$work/err"; } || fail "$words is exit 2"
done

# A table of fees is right or none.
mkdir "$work/wrong"
sed -e '/31.10/d' -e 's/"1000.00"/""/' -e 's/{ fee/{ amount_max = "900.00"; fee/' "$golden/fees/rj-inventada.conf" \
	>"$work/wrong/rj-inventada.conf"
simulate --fees "$work/wrong" >"$work/out" 2>"$work/err"
{ [ $? -eq 2 ] && [ ! -s "$work/out" ] && grep -q 'rj-inventada.conf:8: bands\[1\].amount_max: is not above' "$work/err"; } ||
	fail "a table of fees that does not rise is exit 2: $(cat "$work/err")"

# Rules, calendars and fees stand beside the configuration, or beside the program.
ln -s "$(cd "$top" && pwd)/conf/rules" "$(cd "$top" && pwd)/conf/calendars" "$(cd "$golden" && pwd)/fees" "$work/"
APONTAD_CONFIG=$work/apontad.conf "$tool" simulate --ladder "$golden/ladder.conf" --portfolio "$golden/portfolio.jsonl" \
	--from 2026-03-02 | diff "$golden/right.txt" - || fail "what stands beside the configuration is found"
exit $failed
