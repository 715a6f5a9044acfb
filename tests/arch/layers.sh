#!/bin/sh
# Refuse what breaks the house's rules: an include upwards or sideways, a library outside its folder, floating point,
# the wall clock, a file that is too long, a path of somebody's machine. The rules are tables in layers.awk.
#   tests/arch/layers.sh [TOP]
set -eu

top=${1:-${srcdir:-$(dirname "$0")/../..}}
program=$(cd "$(dirname "$0")" && pwd)/layers.awk
cd "$top"

# Names with a blank do not occur here; a new one would be told by the list below being wrong.
files() {
	find src tests schemas script conf docs systemd .ci README.md README.pt-BR.md CONTRIBUTING.md CHANGELOG.md \
		configure.ac Makefile.am -type f \( -name '*.[ch]' -o -name '*.def' -o -name '*.sql' -o -name '*.sh' \
		-o -name '*.awk' -o -name '*.md' -o -name '*.conf' -o -name '*.inc' -o -name '*.am' -o -name '*.ac' \
		-o -path 'script/*' -o -path '.ci/*' \) ! -path 'tests/arch/*' 2>/dev/null | sort
}

headers=$(find src -name '*.h' | tr '\n' ' ')
# shellcheck disable=SC2046
awk -v HEADERS="$headers" -v CLOCK_FILES="${CLOCK_FILES:-}" -f "$program" $(files)
