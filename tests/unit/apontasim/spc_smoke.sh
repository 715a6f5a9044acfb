#!/bin/sh
# The whole way once, by foreign hands: curl speaks TLS, HTTP Basic and SOAP to `apontasim spc`, a record goes in, its
# notice runs, it goes out again; drops are resets; too many at once are told to wait; the books tell the same story.
set -eu

sim=${APONTASIM:-./apontasim}
command -v curl >/dev/null && command -v openssl >/dev/null || exit 77
[ -x "$sim" ] || exit 77
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT

fail() {
	echo "spc_smoke: $*" >&2
	exit 1
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
echo segredo >"$work/password"
"$sim" spc --listen 127.0.0.1:0 --port-file "$work/port" --cert "$work/cert.pem" --key "$work/key.pem" \
	--control "$work/control" --operator 1234567 --password-file "$work/password" --seed 7 --max-attempts 2 \
	--max-connections 1 &
pid=$!
tries=0
while [ ! -s "$work/port" ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 200 ] || fail "the server does not come up"
	sleep 0.05
done
url=https://localhost:$(cat "$work/port")/spc/remoting/ws/insumo/spc/spcWebService

control() {
	method=$1
	path=$2
	shift 2
	curl -sS --unix-socket "$work/control" -X "$method" "$@" "http://control$path"
}

# post [CURL OPTION ...]: $work/request goes out; the answer goes to $work/answer, the status to stdout
post() {
	curl -sS --cacert "$work/cert.pem" -H 'Content-Type: text/xml;charset=UTF-8' -H 'SOAPAction: ""' \
		--data-binary "@$work/request" -o "$work/answer" -w '%{http_code}' "$@" "$url$query"
}

# call OPERATION PARTS
call() {
	printf '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="http://webservice.spc.insumo.spcjava.spcbrasil.org/"><e:Body><w:%s>%s</w:%s></e:Body></e:Envelope>' \
		"$1" "$2" "$1" >"$work/request"
	post -u 1234567:segredo >/dev/null
}

says() {
	grep -q -- "$1" "$work/answer" || fail "the answer does not hold $1: $(cat "$work/answer")"
}

books_say() {
	control GET /books | grep -q -- "$1" || fail "the books do not say $1: $(control GET /books)"
}

query=
person='<tipo-pessoa>F</tipo-pessoa><dados-pessoa-fisica><cpf numero="11144477735"/><nome>DEVEDOR DE MENTIRA</nome></dados-pessoa-fisica>'
key='<data-vencimento>2026-02-05T00:00:00</data-vencimento>'
address='<endereco-pessoa><cep>01310100</cep><logradouro>RUA DO FAZ DE CONTA</logradouro><bairro>CENTRO</bairro><numero>100</numero></endereco-pessoa>'
inclusion="<insumoSpc>$person<data-compra>2026-01-05T00:00:00</data-compra>$key<codigo-tipo-devedor>C</codigo-tipo-devedor><numero-contrato>FAT/1</numero-contrato><valor-debito>99.90</valor-debito><natureza-inclusao><id>1</id></natureza-inclusao>$address</insumoSpc>"
removal="<excluir>$person$key<numero-contrato>FAT/1</numero-contrato><motivo-exclusao><id>1</id></motivo-exclusao></excluir>"

[ "$(control PUT /clock -d '2026-03-02T09:00:00-03:00')" = "2026-03-02T09:00:00-03:00" ] || fail "the clock is not set"

control PUT /fault -d 'incluirSpc drop_before' >/dev/null
if call incluirSpc "$inclusion" 2>/dev/null; then fail "drop_before gave an answer"; fi
books_say '"live":0'
control PUT /fault -d 'incluirSpc drop_after' >/dev/null
if call incluirSpc "$inclusion" 2>/dev/null; then fail "drop_after gave an answer"; fi
books_say '"live":1,"visible":0,"notice":1'
query='?wsdl'
call incluirSpc "$inclusion"
query=
says '<faultcode>IE_SPC001.E09</faultcode>'
control PUT /clock -d '2026-03-12T09:00:00-03:00' >/dev/null
books_say '"live":1,"visible":1,"notice":0'
control GET /record/FAT/1 >"$work/answer"
says '"state":"visible","value":"99.90"'

call listarTipoDevedor ''
says '<codigo>F</codigo>'
call excluirSpc "$removal"
says '<sucesso>Registro removido com sucesso!</sucesso>'
call excluirSpc "$removal"
says '<faultcode>IE_SPC005.E10</faultcode>'
control PUT /fault -d '* cut_answer' >/dev/null
if call excluirSpc "$removal" 2>/dev/null; then fail "cut_answer gave a whole answer"; fi

# One at a time: while the first waits, the second is told to come again.
control PUT /fault -d 'incluirSpc delay 1500' >/dev/null
call incluirSpc "$inclusion" &
first=$!
tries=0
until control GET /books | grep -q '"incluirSpc":4'; do
	tries=$((tries + 1))
	[ "$tries" -lt 100 ] || fail "the slow request does not arrive"
	sleep 0.02
done
status=$(curl -sS --cacert "$work/cert.pem" -u 1234567:segredo -d x -D "$work/headers" -o /dev/null \
	-w '%{http_code}' "$url")
[ "$status" = 429 ] || fail "the second at once gave $status"
grep -qi '^retry-after: 1' "$work/headers" || fail "nobody says when to come again"
wait "$first" || fail "the slow request failed"

[ "$(post -u 1234567:errada)" = 401 ] || fail "a wrong password gave $(cat "$work/answer")"
says CS_AUT001.E1.2
[ "$(post -u 1234567:errada)" = 401 ] || fail "a wrong password gave $(cat "$work/answer")"
[ "$(post -u 1234567:segredo)" = 500 ] || fail "the operator is not blocked"
says CS_AUT001.E1.7
control PUT /operator -d unlock >/dev/null
call incluirSpc "$inclusion"
says IE_SPC001.E09

if control PUT /clock -f -d '2026-03-01T08:00:00-03:00' >/dev/null 2>&1; then fail "the clock went back"; fi
books_say '"duplicates":0,"violations":0,"violation_list":\[\],"repeats":2,"unknown_removals":2,"bad_logins":2,"blocked_calls":1,"records":{"live":1,"visible":0,"notice":1,"removed":1,"refused":0}'

kill "$pid"
wait "$pid" || fail "SIGTERM did not end it cleanly"
pid=
[ ! -e "$work/control" ] || fail "the control socket was left behind"
