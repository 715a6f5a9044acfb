#!/bin/sh
# The whole way once, by foreign hands: curl logs in at `apontasim serasa`, includes a debt and its guarantor, takes the
# debt out; the webhooks arrive at another simulator's listener, a file goes in and its return comes out; drops are
# resets, one request too many is told to wait; the books tell the same story.
set -eu

sim=${APONTASIM:-./apontasim}
command -v curl >/dev/null && command -v openssl >/dev/null || exit 77
[ -x "$sim" ] || exit 77
work=$(mktemp -d)
pids=
# shellcheck disable=SC2086
trap '[ -z "$pids" ] || kill $pids 2>/dev/null || :; rm -rf "$work"' EXIT

fail()
{
	echo "serasa_smoke: $*" >&2
	exit 1
}

# wait_for FILE: until it is there and not empty
wait_for()
{
	tries=0
	while [ ! -s "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || fail "$1 does not come"
		sleep 0.05
	done
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
echo segredo >"$work/secret"
mkdir "$work/in" "$work/out"
"$sim" serasa --listen 127.0.0.1:0 --port-file "$work/port" --cert "$work/cert.pem" --key "$work/key.pem" \
	--control "$work/control" --client-id cliente --client-secret-file "$work/secret" --creditor 11222333000181 \
	--seed 7 --clock 2026-03-02T09:00:00-03:00 --max-connections 1 --folder-in "$work/in" --folder-out "$work/out" \
	--hook-auth bearer --hook-secret-file "$work/secret" --hook-ca "$work/cert.pem" &
pids=$!
# Something that takes what it is sent with 200 or refuses it: another one, whose login takes any body.
"$sim" serasa --listen 127.0.0.1:0 --port-file "$work/port2" --cert "$work/cert.pem" --key "$work/key.pem" \
	--control "$work/control2" --client-id x --client-secret-file "$work/secret" --creditor 11222333000181 \
	--clock 2026-03-02T09:00:00-03:00 &
pids="$pids $!"
wait_for "$work/port"
wait_for "$work/port2"
base=https://localhost:$(cat "$work/port")
hook=https://localhost:$(cat "$work/port2")/hook

# control METHOD PATH [BODY]
control()
{
	curl -sS --unix-socket "$work/control" -X "$1" ${3:+--data-binary "$3"} "http://control$2"
}

# call METHOD PATH [CURL OPTION...]: the answer goes to $work/answer, the status to $status
call()
{
	method=$1
	path=$2
	shift 2
	status=$(curl -sS --cacert "$work/cert.pem" -X "$method" -o "$work/answer" -w '%{http_code}' "$@" "$base$path") ||
		status="cut $status"
}

says()
{
	grep -q -- "$1" "$work/answer" || fail "the answer does not hold $1: $(cat "$work/answer")"
}

is()
{
	[ "$status" = "$1" ] || fail "the status is $status, not $1: $(cat "$work/answer")"
}

books_say()
{
	control GET /books >"$work/answer"
	says "$1"
}

login=/security/iam/v1/client-identities/login
call POST /oauth2/v1/token -u cliente:segredo
is 401
call POST $login -u cliente:falso
is 401
call POST $login -u cliente:segredo -H 'Content-Type: application/json' --data '{}'
is 200
says '"expiresIn":"1772456400"' # 10:00 in Brasília, an hour later
token=$(sed 's/.*"accessToken":"\([^"]*\)".*/\1/' "$work/answer")
bearer="Authorization: Bearer $token"
json='Content-Type: application/json'

address='"address":{"zipCode":"01310100","addressLine":"RUA INVENTADA 1","district":"CENTRO","city":"SAO PAULO","state":"SP"'
debt='{"value":150.5,"areaInformante":"0001","dueDate":"2026-01-05","categoryId":"DP","debtor":{"documentNumber":"11144477735","name":"DEVEDOR DE MENTIRA",'$address'}},"creditor":{"documentNumber":"11222333000181"},"contractNumber":"FAT1/00","debtType":"PEFIN"}'
guarantor='{"value":150.5,"dueDate":"2026-01-05","categoryId":"DP","debtorDocument":"11144477735","contractNumber":"FAT1/00","guarantor":{"documentNumber":"52998224725","name":"AVALISTA DE MENTIRA",'$address',"number":"1"}},"creditor":{"documentNumber":"11222333000181"},"debtType":"PEFIN"}'

call POST /collection/debt/ -H "$json" --data "$debt"
is 401
call POST /collection/debt/ -H "$bearer" -H "$json" --data "$debt"
is 200
says '"transactionId":"........-....-4'
call POST /collection/debt/guarantor -H "$bearer" -H "$json" --data "$guarantor"
is 200
books_say '"duplicates":0,"violations":0'
books_say '"records":{"live":1,"visible":0,"notice":1,"removed":0,"refused":0},"guarantors":{"live":1'
books_say '"hooks":{"queued":2,"sent":0,"failed":0}'

# Nobody takes the webhooks yet: they wait, are tried, and wait again.
control PUT /hook "all $hook" >/dev/null
control PUT /clock 2026-03-02T09:09:00-03:00 >/dev/null
books_say '"hooks":{"queued":2,"sent":0,"failed":0}'
control PUT /clock 2026-03-02T09:11:00-03:00 >/dev/null
books_say '"hooks":{"queued":2,"sent":0,"failed":2}'

# The second inclusion of a live debt is a duplicate; a field too much is a violation.
call POST /collection/debt/ -H "$bearer" -H "$json" --data "$debt"
is 200
call POST /collection/debt/ -H "$bearer" -H "$json" --data '{"valor":1}'
is 400
says 'valor: there is no such field'
books_say '"duplicates":1,"violations":1,"violation_list":\["2026-03-02T09:11:00-03:00 POST /collection/debt/: valor'

# Faults: lost before, lost after, and one request too many while another is held up.
control PUT /fault 'include drop_before' >/dev/null
call POST /collection/debt/ -H "$bearer" -H "$json" --data "$debt"
[ "${status#cut}" != "$status" ] || fail "the drop was answered"
control PUT /fault 'exclude delay 1500' >/dev/null
excluding()
{
	curl -sS --cacert "$work/cert.pem" -X DELETE -o "$work/$1" -w '%{http_code}' -H "$bearer" -H 'reason: 1' \
		-H 'creditor-document: 11222333000181' -H 'debtor-document: 11144477735' -H 'contract-number: FAT1/00' \
		-H 'type: PEFIN' "$base/collection/debt/contract" >"$work/$1.status"
}
excluding slow &
slow=$!
sleep 0.5
call POST $login -u cliente:segredo -D "$work/headers"
is 429
grep -qi '^retry-after: 1' "$work/headers" || fail "429 without Retry-After"
wait "$slow"
[ "$(cat "$work/slow.status")" = 200 ] || fail "the exclusion: $(cat "$work/slow")"
excluding again
[ "$(cat "$work/again.status")" = 404 ] || fail "the second exclusion: $(cat "$work/again")"
grep -q 'Debt not found' "$work/again" || fail "the 404 has other words"
books_say '"records":{"live":0,"visible":0,"notice":0,"removed":1,"refused":0},"guarantors":{"live":0,"removed":1'
control GET /record/FAT1%2F00 >"$work/answer"
says '"state":"removed"'
says '"motive":"01"'

# What a test orders of a contract: no webhook, a late one, a refusal; and the key of a record takes it out.
control PUT /fate 'FAT7 silent' >/dev/null
control PUT /fate 'FAT8 late 600' >/dev/null
control PUT /fate 'FAT9 reject 296' >/dev/null
for contract in FAT7 FAT8 FAT9; do
	call POST /collection/debt/ -H "$bearer" -H "$json" --data "$(echo "$debt" | sed "s,FAT1/00,$contract,")"
	is 200
done
books_say '"hooks":{"queued":6,'
control GET /record/FAT9 >"$work/answer"
says '"state":"refused".*"codes":\["296"\]'
control GET /record/FAT7 >"$work/answer"
says '"state":"notice"'
cadus=$(sed 's/.*"cadus":"\(..........\)","accepted_at".*/\1/' "$work/answer")
call DELETE "/collection/debt/cadus/$cadus" -H "$bearer" -H 'reason: 3' -H 'creditor-document: 11222333000181' \
	-H 'debtor-document: 11144477735' -H 'type: PEFIN'
is 200
call DELETE /collection/debt/cadus/000000000X -H "$bearer" -H 'reason: 3' -H 'creditor-document: 11222333000181' \
	-H 'debtor-document: 11144477735' -H 'type: PEFIN'
is 404
call POST /collection/debt/ -H "$bearer" -H "$json" --data "$(echo "$debt" | sed 's/11222333000181/11444777000161/')"
is 400
says 'EMPRESA NAO PARTICIPANTE DO CONVENIO'
books_say '"duplicates":1,"violations":1,'

# A file: the debt again, by columns.
{
	printf '001122233320260302001133334444%4s%-70s%s%06d%s%407s%60s%07d\r\n' '' CONTATO SERASA-CONVEM04 1 E '' '' 1
	printf '1I0001812026010520260105DP %4sF2%015d%2s%19s%17s%2s%17s' '' 11144477735 '' '' '' '' ''
	printf '%-70s00000000%140s%-45s%-20s%-25sSP01310100%015d%-16s' 'DEVEDOR DE MENTIRA' '' 'RUA INVENTADA 1' CENTRO 'SAO PAULO' 15050 FAT2
	printf '%9s%25s%37s%8s%60s%07d\r\n' '' '' '' '' '' 2
	printf '9%592s%07d\r\n' '' 3
} >"$work/in/PFIN1.TXT"
control PUT /clock 2026-03-02T10:00:00-03:00 >/dev/null
[ -e "$work/in/taken/PFIN1.TXT" ] || fail "the file was not taken"
[ ! -e "$work/out/RET_PFIN1.TXT" ] || fail "the return came at once"
control PUT /clock 2026-03-02T10:10:00-03:00 >/dev/null
[ "$(wc -c <"$work/out/RET_PFIN1.TXT")" = 1806 ] || fail "the return is not three lines"
cut -c 534-593 "$work/out/RET_PFIN1.TXT" | grep -q '[0-9]' && fail "codes: $(cut -c 534-593 "$work/out/RET_PFIN1.TXT")"
control PUT /fate 'FAT2 letter_returned' >/dev/null
control PUT /clock 2026-03-22T10:00:00-03:00 >/dev/null
cat "$work"/out/INF_* | cut -c 1-2,534-536 | grep -q '^1C301' || fail "the letter did not come back"
books_say '"records":{"live":2,"visible":2,"notice":0,"removed":2,"refused":1}'
books_say '"files_taken":1'

# shellcheck disable=SC2086
kill $pids
wait || :
pids=
[ ! -e "$work/control" ] || fail "the control socket is left"
