#!/bin/sh
# `apontactl message export` gives the stored bytes of a message back, each part under its own name.
# Run by with_postgres.sh, which starts the server; the database "apontad" is there for this test alone.
set -u
tool=${APONTACTL:-./apontactl}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0

expect() { # WHAT STATUS COMMAND...: the exit status, with both streams kept
	what=$1 right=$2
	shift 2
	"$@" >"$work/out" 2>"$work/err"
	status=$?
	if [ $status -ne "$right" ]; then
		echo "FAIL: $what: exit $status, $right is right: $(cat "$work/err")"
		failed=1
	fi
}

same() { # FILE BYTES, as printf takes them
	# shellcheck disable=SC2059 # the bytes are a format
	if ! printf "$2" | cmp - "$1"; then
		echo "FAIL: $1 holds something else"
		failed=1
	fi
}

expect "migrate" 0 "$tool" migrate --sandbox --database "$APONTAD_TEST_SERVER"
expect "the rows" 0 psql -X -q -v ON_ERROR_STOP=1 "$APONTAD_TEST_SERVER" -c "
	insert into apontad.creditor (code, name, taxid) values ('acme', 'Acme Ficticia Ltda', '11222333000181');
	insert into apontad.account (creditor_id, code, channel) values (1, 'acme-cra', 'protest');
	insert into apontad.message (account_id, direction, kind, file_name, day, sequence, state, sha256, created_at,
	lane) values (1, 'out', 'B', 'B3410203.261', '2026-03-02', 1, 'answered', sha256(''), now(), 'remessa'),
	(1, 'in', 'results', null, '2026-03-02', null, 'stored', sha256(''), now(), null),
	(1, 'out', 'debt', null, '2026-03-02', null, 'answered', sha256(''), now(), 'remessa');
	insert into apontad.message_part (message_id, part, stored_at, sha256, bytes)
	select m, part, now(), sha256(bytes), bytes from (values (1, 'document', '\x00ff0a'::bytea),
	(1, 'signature', '<sig/>'), (1, 'answer', 'one'), (1, 'answer', 'two'), (2, 'document', 'in'), (3, 'document', '{}'), (3, 'signature', 'a..b')) v (m, part, bytes)"

expect "a message that went out" 0 "$tool" message export 1 --to "$work" --database "$APONTAD_TEST_SERVER"
printf '%s\n' "$work/B3410203.261" "$work/B3410203.261.sig.xml" "$work/B3410203.261.answer-1" \
	"$work/B3410203.261.answer-2" | diff - "$work/out" || failed=1
same "$work/B3410203.261" '\000\377\012'
same "$work/B3410203.261.sig.xml" "<sig/>"
same "$work/B3410203.261.answer-1" one
same "$work/B3410203.261.answer-2" two

expect "a message that came in" 0 "$tool" message export 2 --to "$work" --database "$APONTAD_TEST_SERVER"
same "$work/results-2026-03-02-2" in

expect "a call, which has no name" 0 "$tool" message export 3 --to "$work" --database "$APONTAD_TEST_SERVER"
same "$work/debt-2026-03-02-3" "{}"
same "$work/debt-2026-03-02-3.sig.jws" "a..b"

expect "no such message" 1 "$tool" message export 4711 --to "$work" --database "$APONTAD_TEST_SERVER"
expect "no number" 2 "$tool" message export one --to "$work" --database "$APONTAD_TEST_SERVER"
expect "no folder" 2 "$tool" message export 1 --database "$APONTAD_TEST_SERVER"
expect "a folder that is not there" 2 "$tool" message export 1 --to "$work/none" --database "$APONTAD_TEST_SERVER"

expect "the change" 0 psql -X -q "$APONTAD_TEST_SERVER" -c \
	"update apontad.message_part set bytes = 'changed' where part = 'signature'"
expect "bytes that were changed" 2 "$tool" message export 1 --to "$work/none" --database "$APONTAD_TEST_SERVER"
grep -q "the stored signature of message 1 is not what was stored" "$work/err" || {
	echo "FAIL: $(cat "$work/err")"
	failed=1
}
exit $failed
