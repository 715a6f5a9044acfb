#!/bin/sh
# The whole way once, by foreign hands: curl speaks TLS, HTTP Basic and SOAP to `apontasim cra`, a remessa goes in, the
# clock moves, confirmação, andamento and retorno come out; drops are resets; the books tell the same story.
set -eu

sim=${APONTASIM:-./apontasim}
command -v curl >/dev/null && command -v openssl >/dev/null || exit 77
[ -x "$sim" ] || exit 77
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT

fail()
{
	echo "cra_smoke: $*" >&2
	exit 1
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
echo segredo >"$work/password"
"$sim" cra --listen 127.0.0.1:0 --port-file "$work/port" --cert "$work/cert.pem" --key "$work/key.pem" \
	--control "$work/control" --user cliente --password-file "$work/password" --presenter "BYS=EMPRESA FICTICIA" \
	--presenter "G48=OUTRA EMPRESA" --seed 7 --late 0 &
pid=$!
tries=0
while [ ! -s "$work/port" ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 200 ] || fail "the server does not come up"
	sleep 0.05
done
port=$(cat "$work/port")

control()
{
	method=$1
	path=$2
	shift 2
	curl -sS --unix-socket "$work/control" -X "$method" "$@" "http://control$path"
}

# call OPERATION ARGUMENTS: the envelope as CRA21 has it; the answer goes to $work/answer
call()
{
	printf '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:u="urn:crago.cra21.com.br"><e:Body><u:%s>%s</u:%s></e:Body></e:Envelope>' \
		"$1" "$2" "$1" >"$work/request"
	curl -sS --cacert "$work/cert.pem" -u cliente:segredo -H 'Content-Type: text/xml; charset=ISO-8859-1' \
		-H "SOAPAction: \"urn:crago.cra21.com.br#$1\"" --data-binary "@$work/request" \
		-o "$work/answer" "https://localhost:$port/crago/xml/protestos.php"
}

says()
{
	grep -q -- "$1" "$work/answer" || fail "the answer does not hold $1: $(cat "$work/answer")"
}

header='<hd h01="0" h02="BYS" h03="EMPRESA FICTICIA" h04="02032026" h05="BFO" h06="SDT" h07="TPR" h08="000001" h09="0001" h10="0001" h11="0001" h12="0000" h13="" h14="043" h15="3550308" h16="" h17="0001"/>'
title='<tr t01="1" t02="BYS" t03="000100000000001" t04="EMPRESA FICTICIA" t05="EMPRESA FICTICIA" t06="11222333000181" t07="RUA INVENTADA 1" t08="01310100" t09="SAO PAULO" t10="SP" t11="NN1" t12="DMI" t13="FAT1" t14="05012026" t15="05022026" t16="001" t17="00000000010000" t18="00000000010000" t19="SAO PAULO" t20="M" t21="N" t22="1" t23="DEVEDOR DE MENTIRA" t24="002" t25="00011144477735" t26="" t27="AV IMAGINARIA 2" t28="04538133" t29="SAO PAULO" t30="SP" t31="00" t32="" t33="" t34="00000000" t35="0000000000" t36="D" t37="00000000" t38="" t39="CENTRO" t40="0000000000" t41="000000" t42="0000000000" t43="00000" t44="000000000000000" t45="000" t46="" t47="" t48="" t49="" t50="0000000000" t51="" t52="0002"/>'
trailer='<tl t01="9" t02="BYS" t03="EMPRESA FICTICIA" t04="02032026" t05="00003" t06="000000000000010000" t07="" t08="0003"/>'
remessa="<userArq>BBYS0203.261</userArq><userDados><![CDATA[<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?><remessa><comarca CodMun=\"3550308\">$header$title$trailer</comarca></remessa>]]></userDados>"

[ "$(control PUT /clock -d '2026-03-02T09:00:00-03:00')" = "2026-03-02T09:00:00-03:00" ] || fail "the clock is not set"
control PUT /fate -d 'FAT1 protest' >/dev/null

# Credentials come by themselves or the door stays shut.
status=$(curl -sS --cacert "$work/cert.pem" -H 'Content-Type: text/xml' -d x -o /dev/null -w '%{http_code}' \
	"https://localhost:$port/")
[ "$status" = 401 ] || fail "no credentials gave $status"

call Homologadas '<codapres>BYS</codapres><cartorios>1</cartorios>'
says 'codigo_municipio="3515707"'

control PUT /fault -d 'Remessa drop_before' >/dev/null
if call Remessa "$remessa" 2>/dev/null; then fail "drop_before gave an answer"; fi
control GET /books | grep -q '"accepted":0' || fail "drop_before was booked"
control PUT /fault -d 'Remessa drop_after' >/dev/null
if call Remessa "$remessa" 2>/dev/null; then fail "drop_after gave an answer"; fi
control GET /books | grep -q '"accepted":1' || fail "drop_after was not booked"
call Remessa "$remessa"
says '<codigo>1001</codigo>'

call Confirmacao '<userArq>CBYS0303.261</userArq>'
says '<codigo>0005</codigo>'
control PUT /clock -d '2026-03-03T08:00:00-03:00' >/dev/null
call Confirmacao '<userArq>CBYS0303.261</userArq>'
says 'h07="CRT"'
says 't11="NN1"'
says 't32="2600000001"'
control PUT /fault -d 'Confirmacao cut_answer' >/dev/null
if call Confirmacao '<userArq>CBYS0303.261</userArq>' 2>/dev/null; then fail "cut_answer gave a whole answer"; fi
call Confirmacao '<userArq>CG480303.261</userArq>'
says '<codigo>0005</codigo>'
control PUT /clock -d '2026-03-03T15:00:00-03:00' >/dev/null
call Andamento '<userArq>MBYS0303.261</userArq>'
says 't38="AA"'

control PUT /clock -d '2026-03-09T08:00:00-03:00' >/dev/null
call Retorno '<userArq>RBYS0903.261</userArq>'
says 'CodMun="3550308"'
says 't33="2"'
says 't37="06032026"'
says 't18="100"'

if control PUT /clock -f -d '2026-03-01T08:00:00-03:00' >/dev/null 2>&1; then fail "the clock went back"; fi
books=$(control GET /books)
case $books in
*'"protested":1'*'"live":1'*'"duplicates":0,"violations":0,'*) ;;
*) fail "the books say $books" ;;
esac

control PUT /fault -d '* error_500' >/dev/null
call Retorno '<userArq>RBYS0903.261</userArq>'
says 'Internal Server Error'

kill "$pid"
wait "$pid" || fail "SIGTERM did not end it cleanly"
pid=
[ ! -e "$work/control" ] || fail "the control socket was left behind"
