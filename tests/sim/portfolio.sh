#!/usr/bin/env bash
# A made-up portfolio is the same for the same seed, another for another, and our own reader rejects exactly the rows that
# were made wrong.
set -euo pipefail

BIN=${BIN:-.}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# make NAME SEED: a portfolio in a folder, its summary beside it.
make_portfolio() {
	"$BIN/apontasim" portfolio --out "$work/$1" --invoices 500 --days 40 --start 2026-03-02 --seed "$2" \
		>"$work/$1.json"
}

make_portfolio one 7
make_portfolio again 7
make_portfolio other 8
diff -r "$work/one" "$work/again" || fail "the same seed gave another portfolio"
! diff -rq "$work/one" "$work/other" >/dev/null || fail "another seed gave the same portfolio"

rejected=0
for file in "$work"/one/*.csv; do
	"$BIN/apontactl" intake check "$file" >"$work/check" || true
	rejected=$((rejected + $(sed -n 's/.* rows, \([0-9]*\) rejected$/\1/p' "$work/check")))
	grep -v ' rows, ' "$work/check" >>"$work/reasons" || true
done
made_wrong=$(sed 's/.*"bad_rows":\([0-9]*\).*/\1/' "$work/one.json")
[ "$rejected" -eq "$made_wrong" ] || {
	cat "$work/reasons"
	fail "$made_wrong rows were made wrong, $rejected were rejected"
}

for field in taxid ibge name due_on; do
	grep -q "$field" "$work/reasons" || fail "no row was rejected for its $field"
done
echo "ok: 500 invoices, $rejected rows rejected as meant"
