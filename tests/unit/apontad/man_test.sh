#!/bin/sh
# What the programs can do stands in their man pages: every option of apontad, every command of apontactl.
set -eu
pages=${srcdir:-.}/docs
missing=0

plain() { # a page without its markup
	sed -e 's/\\f[A-Z]//g' -e 's/\\-/-/g' -e 's/^\.B[RI]* *//' -e 's/"//g' "$1"
}

expect() { # PAGE WORDS
	if ! plain "$pages/$1" | grep -q "^$2"; then
		echo "FAIL: $1 does not tell of \"$2\"" >&2
		missing=1
	fi
}

for option in $(./apontad --help | sed -n 's/^  \(--[a-z]*\).*/\1/p'); do
	expect apontad.8 "$option"
done

# A command is a line indented by two blanks; its words are lower case, its arguments are not.
./apontactl help | sed -n 's/^  \([a-z].*\)/\1/p' | sed 's/ [^a-z ].*//; s/ *$//' >man_test.words
while read -r words; do
	expect apontactl.1 "$words"
done <man_test.words
[ -s man_test.words ] || { echo "FAIL: apontactl help tells no command" >&2; missing=1; }
rm -f man_test.words
exit $missing
