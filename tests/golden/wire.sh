#!/bin/sh
# Every golden file of the wire formats: decode and encode give it back (the same bytes, the same canonical XML to
# xmllint, or JSON that reads the same), and `check` says exactly what NAME.FORMAT.check says (nothing, where there is no
# such file). Codes are those that come with the program.
#
# A file is FOLDER/NAME.FORMAT, for each format of `wire formats`; one whose NAME starts with "no_json_" cannot be decoded, and must say so with exit 2.
set -u
top=${srcdir:-.}
tool=${APONTACTL:-./apontactl}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
seen=0

fail() {
	echo "FAIL: $1"
	failed=1
}

same() {
	case $1 in
	pefin-*)
		"$tool" wire decode --format "$1" "$2" >"$work/a" && "$tool" wire decode --format "$1" "$3" >"$work/b" &&
			cmp -s "$work/a" "$work/b"
		;;
	*-xml | spc-incluir | spc-excluir)
		xmllint --c14n "$2" >"$work/a" 2>"$work/err" && xmllint --c14n "$3" >"$work/b" 2>>"$work/err" &&
			cmp -s "$work/a" "$work/b"
		;;
	*) cmp -s "$2" "$3" ;;
	esac
}

"$tool" wire formats | cut -f1 >"$work/formats"
for file in "$top"/tests/golden/*/*.*; do
	name=$(basename "$file")
	format=${name##*.}
	grep -qx -e "$format" "$work/formats" || continue
	seen=$((seen + 1))

	"$tool" wire decode --format "$format" "$file" >"$work/json" 2>"$work/err"
	decoded=$?
	case $name in
	no_json_*)
		[ $decoded -eq 2 ] || fail "$name: decode exits $decoded, 2 is right"
		;;
	*)
		[ $decoded -eq 0 ] || fail "$name: decode: $(cat "$work/err")"
		"$tool" wire encode "--format=$format" <"$work/json" >"$work/out" 2>"$work/err" ||
			fail "$name: encode: $(cat "$work/err")"
		same "$format" "$file" "$work/out" || fail "$name: encode gives something else back"
		;;
	esac

	"$tool" wire check - --format "$format" --codes "$top/conf/codes" <"$file" >"$work/found" 2>"$work/err"
	checked=$?
	expected=$file.check
	[ -f "$expected" ] || expected=/dev/null
	cmp -s "$expected" "$work/found" || {
		fail "$name: check says something else"
		diff "$expected" "$work/found" || :
	}
	if grep -q ': violation: ' "$expected"; then right=1; else right=0; fi
	[ $checked -eq $right ] || fail "$name: check exits $checked, $right is right"
done

[ $seen -gt 0 ] || fail "no golden files in $top/tests/golden"

# expect STATUS WORDS ARGUMENT...: how `wire check` ends.
expect() {
	wanted=$1
	words=$2
	status=0
	shift 2
	"$tool" wire check "$@" >/dev/null 2>&1 || status=$?
	[ "$status" -eq "$wanted" ] || fail "$words is exit $wanted, not $status"
}

# A question that cannot be answered is neither yes nor no.
expect 2 "an unknown format" --format no-such-format /dev/null
expect 2 "a missing file" --format cra-remessa-xml "$work/no-such-file"
expect 2 "no file" --format cra-remessa-xml

# A day is given, never taken from a clock.
debt=$top/tests/golden/spc/person.spc-incluir
codes=$top/conf/codes
expect 1 "a debt that is due on a day to come" --format spc-incluir --codes "$codes" --on 2026-02-04 "$debt"
expect 0 "a debt that was due the day before" --format spc-incluir --codes "$codes" --on=2026-02-06 "$debt"
expect 2 "a day in another form" --format spc-incluir --codes "$codes" --on 06/02/2026 "$debt"

echo "$seen files"
exit $failed
