#!/bin/sh
# Every kind of finding that the sources open is given to somebody by apontad.finding_owner, and that names no kind that
# nobody opens: else what a lawyer has to see lies with the machine's operator.
#   tests/arch/finding_owners.sh [TOP]
set -eu

top=${1:-${srcdir:-$(dirname "$0")/../..}}
cd "$top"
owners=schemas/sql/0012_reconciliation.sql
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The literals of the calls that open findings, whole words in lower case.
of_calls() {
	awk 'BEGIN { RS = ";" }
	/(tell_person|finding_open|finding_open_once)\(/ {
		sub(/.*(tell_person|finding_open_once|finding_open)\(/, "")
		while (match($0, /"[a-z][a-z_]+"/)) {
			print substr($0, RSTART + 1, RLENGTH - 2)
			$0 = substr($0, RSTART + RLENGTH)
		}
	}' src/flow/*.c
}

# What SQL opens itself.
of_statements() {
	awk 'BEGIN { RS = ";" } /insert into apontad\.finding/ {
		while (match($0, /now\(\), \047[a-z_]+\047/)) {
			print substr($0, RSTART + 8, RLENGTH - 9)
			$0 = substr($0, RSTART + RLENGTH)
		}
	}' src/store/*.c | tr -d "'"
}

# Events whose transition tells a person, causes that a person decides, the differences of the night.
of_tables() {
	sed -n 's/.*ROW([A-Za-z_]*, \([A-Z_]*\), [A-Z_]*, TELL_PERSON,.*/\1/p' src/domain/lifecycle_*.def
	sed -n 's/^CELL(\([A-Z_]*\), [A-Z]*, PERSON,.*/\1/p' src/domain/remedy.def | tr '[:upper:]' '[:lower:]'
	sed -n "s/^  select '\([a-z_]*\)'.*\(true\|false\)[, ].*/\1/p" "$owners"
}

# What flow/assess.c and flow/bureau.c name by event_name().
printf '%s\n' HELD_BY_RULE REFUSED_BY_RULE NOTICE_RETURNED >"$work/spoken"

{ cat "$work/spoken"; of_calls; of_statements; of_tables; } | sort -u >"$work/opened"
sed -n '/^create function apontad.finding_owner/,/^  end;/p' "$owners" | sed '/^ *else/d; s/then .*//' |
	grep -o "'[A-Za-z_]*'" | tr -d "'" | sort >"$work/named"

failures=0
tell() { # WORDS FILE
	[ -s "$2" ] || return 0
	sed "s|^|$1: |" "$2"
	failures=1
}
[ "$(wc -l <"$work/opened")" -gt 50 ] || {
	echo "the kinds of findings cannot be read from the sources any more"
	failures=1
}
comm -23 "$work/opened" "$work/named" >"$work/unowned"
comm -13 "$work/opened" "$work/named" >"$work/unused"
uniq -d "$work/named" >"$work/twice"
tell "$owners gives this kind of finding to nobody" "$work/unowned"
tell "$owners names a kind of finding that nobody opens" "$work/unused"
tell "$owners names a kind of finding twice" "$work/twice"
exit "$failures"
