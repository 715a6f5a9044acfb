#!/usr/bin/env bash
# The unit tests of src/store, each against databases of its own on one private PostgreSQL that lives as long as they.
#
#   with_postgres.sh              run every program of STORE_TESTS (make check gives the list), and export_test.sh
#   with_postgres.sh COMMAND...   run this with APONTAD_TEST_SERVER set
set -euo pipefail
top=$(cd "${srcdir:-$(dirname "$0")/../../..}" && pwd)

if ! find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | grep -q .; then
	echo "skipped: PostgreSQL's server is not installed; script/bootstrap does that"
	exit 77
fi

# Not in the build's folder: the server's user must be able to enter it.
dir=$(mktemp -d)
# shellcheck disable=SC2317 # the trap calls it
finish() {
	"$top/script/postgres" stop "$dir" || true
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

"$top/script/postgres" start "$dir" --fast
APONTAD_TEST_SERVER=$("$top/script/postgres" conninfo "$dir")
export APONTAD_TEST_SERVER

if [ $# -gt 0 ]; then
	"$@"
	exit
fi

failed=0
for program in ${STORE_TESTS:?the programs to run} "$top/tests/unit/store/export_test.sh"; do
	echo "== $program"
	"$program" || failed=1
done
exit $failed
