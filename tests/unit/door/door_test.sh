#!/usr/bin/env bash
# The door with a server and a certificate of its own: makes both, and runs the programs of DOOR_TESTS.
set -euo pipefail
top=$(cd "${srcdir:-$(dirname "$0")/../../..}" && pwd)

if ! command -v openssl >/dev/null; then
	echo "skipped: openssl is not installed; script/bootstrap does that"
	exit 77
fi
APONTAD_TEST_TLS=$(mktemp -d)
export APONTAD_TEST_TLS
trap 'rm -rf "$APONTAD_TEST_TLS"' EXIT
trap 'exit 1' HUP INT TERM
for name in door other; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost -keyout "$APONTAD_TEST_TLS/$name.key" \
		-out "$APONTAD_TEST_TLS/$name.pem" 2>"$APONTAD_TEST_TLS/log" || {
		cat "$APONTAD_TEST_TLS/log" >&2
		exit 1
	}
done
# shellcheck disable=SC2016 # the inner shell looks at them
"$top/tests/unit/store/with_postgres.sh" sh -c '
	failed=0
	for program in ${DOOR_TESTS:?the programs to run}; do
		echo "== $program"
		"$program" || failed=1
	done
	exit $failed'
