#!/usr/bin/env bash
# What a bureau would not take, and what it says that nobody can read: each is told with its reason, what came is kept as
# it came, and the neighbours go on.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=bad-input

# What stands at the door when BODY is posted as Serasa would: post BODY; prints the status.
post() {
	curl -sS --max-time 20 --cacert "$WORLD/pki/ca.pem" --user "serasa:$(cat "$WORLD/conf/hook.password")" \
		-H 'Content-Type: application/json' --data-binary "$1" -o "$WORLD/log/post.out" -w '%{http_code}' \
		"https://127.0.0.1:$(cat "$WORLD/door.port")/hooks/$CREDITOR-serasa"
}

# Is the body kept, byte for byte, and in this state? kept BODY STATE
kept() {
	world_sql "SELECT count(*) FROM apontad.message m JOIN apontad.message_part p ON p.message_id = m.id
		WHERE m.kind = 'hook' AND m.state = '$2' AND p.bytes = decode('$(printf '%s' "$1" | od -An -tx1 | tr -d ' \n')', 'hex')"
}

born_row() { # INVOICE NUMBER BORN_ON
	printf '%s' "$(invoice_row "$1" "$2" 2026-02-18 100.00)" | sed "s/fulano@exemplo.invalid,/&$3,/"
}

# A ladder that takes small amounts too, and a young debt: this is about what the bureaus say to them.
eval "configure_as_ever() $(declare -f world_configure | tail -n +2)"
world_configure() {
	configure_as_ever
	cat >"$WORLD/conf/ladders/bad-input.conf" <<'CONF'
name = "bad-input";
steps = (
	{ name = "serasa"; days_late = 10; amount_min = "1.00"; action = "serasa"; },
	{ name = "spc"; days_late = 10; amount_min = "1.00"; action = "spc"; }
);
CONF
}

# A profile with a motive that only Serasa may give is refused before anything starts, with file and line.
check_refuses_the_motive() {
	cp -R "$WORLD/conf" "$WORLD/wrong"
	sed -i "s|$WORLD/conf/|$WORLD/wrong/|" "$WORLD/wrong/apontad.conf"
	sed -i 's/^\(\tpaid = \)"01"/\1"90"/' "$WORLD/wrong/profiles/serasa-rest.conf"
	local status=0
	"$BIN/apontad" --check --config "$WORLD/wrong/apontad.conf" >"$WORLD/log/check-conf.out" 2>&1 || status=$?
	[ "$status" -ne 0 ] || fail "apontad --check takes a motive that only Serasa gives"
	grep -q 'serasa-rest.conf:[0-9]*: .*paid: .*90 is a motive that only Serasa gives (code 799)' \
		"$WORLD/log/check-conf.out" || fail "$(cat "$WORLD/log/check-conf.out")"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
check_refuses_the_motive

COLUMNS=${COLUMNS/email,/email,born_on,}
plain() { # a row for the wider header
	sed 's/fulano@exemplo.invalid,/&,/'
}
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 100.00 | plain)" "$(born_row FAT-2 F2 2010-05-05)" \
	"$(invoice_row FAT-3 F3 2026-02-18 100.00 5107958 "Sao Jose do Vale do Rio Preto" MT 78300000 | plain)" \
	"$(invoice_row FAT-4 F4 2026-02-18 9.99 | plain)" "$(invoice_row FAT-5 F5 2026-06-30 100.00 | plain)"
bureau_put serasa fate "F6 reject 999"
drop_rows later.csv "$(invoice_row FAT-6 F6 2026-02-18 100.00 | plain)"
world_settle
days 2026-03-02 2026-03-04
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 spc NOTICE_PENDING

# Under 18; a city of more than 20 letters by REST, and SPC takes it; under 10.00 by REST; not due.
expect_listing FAT-2 serasa REFUSED
expect_told findings REFUSED_BY_RULE FAT-2 serasa "DEBTOR_MINOR: .*born on 2010-05-05 and under 18"
expect_told findings REFUSED_BY_RULE FAT-2 spc "DEBTOR_MINOR"
expect_listing FAT-3 serasa REFUSED
expect_told findings REFUSED_BY_RULE FAT-3 serasa "RECORD_DOES_NOT_FIT: city: .*20"
expect_listing FAT-3 spc NOTICE_PENDING
expect_listing FAT-4 serasa REFUSED
expect_told findings REFUSED_BY_RULE FAT-4 serasa "DEBT_AMOUNT_BAD: the amount is 9.99; serasa takes 10.00 or more"
expect_listing FAT-4 spc NOTICE_PENDING
expect "FAT-5 has been taken nowhere" "" "$(state FAT-5 serasa)$(state FAT-5 spc)"

# A code that nobody knows refuses like any other, and the person is told that nobody knows it.
expect_listing FAT-6 serasa REJECTED
expect_told findings REFUSED_BY_BUREAU FAT-6 serasa "999: no table of serasa has it; keep the answer and ask serasa"

# At the door: no JSON, no webhook of ours. What was let in is kept as it came, and moves nobody.
garbage='<html>502 Bad Gateway</html>'
unknown='{"uuid":"00000000-0000-4000-8000-000000000000","debtorDocument":"11144477735","creditorDocument":'
unknown+="\"$CREDITOR_TAXID\","'"requester":null,"contract":"NEVER-SENT","debtValue":100.00,"debtDate":"2026-02-18",'
unknown+='"cadusKey":"1","cadusSerie":"1","debtType":"PEFIN","creditorArea":"0001","categoryId":"DP","error":null}'
before=$(world_sql "SELECT string_agg(state, ' ' ORDER BY id) FROM apontad.escalation")
expect "let in" "200 200" "$(post "$garbage") $(post "$unknown")"
world_settle
expect "states" "$before" "$(world_sql "SELECT string_agg(state, ' ' ORDER BY id) FROM apontad.escalation")"
expect "kept as they came" "1 1" "$(kept "$garbage" unreadable) $(kept "$unknown" absorbed)"
expect_told findings unreadable hook
expect_told findings unknown_record hook "contract NEVER-SENT, which was never sent from here"
expect_promises
pass "each was told, kept, and left its neighbours alone"
