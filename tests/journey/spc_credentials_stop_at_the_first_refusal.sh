#!/usr/bin/env bash
# The passwords at the bureaus are wrong. An operator is locked out after few tries, so each bureau sees one, however
# many records wait, in whichever lane, and however many work; the accounts stop, and a person is told. Mended and
# started again, all go out.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-bureau.sh
. "$(dirname "$0")/lib-bureau.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=bureaus WORLD_WORKERS=4
COUNT=6

rows() { # PREFIX
	local i
	for ((i = 1; i <= COUNT; i++)); do
		invoice_row "FAT-$1$i" "$1$i" 2026-02-10 100.00
	done
}

payments() { # PREFIX TIME
	local i
	for ((i = 1; i <= COUNT; i++)); do
		payment_row "FAT-$1$i" "PAG-$1$i" 100.00 "$2"
	done
}

# The daemon starts with the "right" passwords at the bureaus, or with the "wrong" ones.
passwords() {
	sed -i "s#/conf/[a-z]*-*\(serasa\|spc\).password\"#/conf/$1-\1.password\"#" "$WORLD/conf/apontad.conf"
	daemon_anew
}

refused_logins() {
	grep -c 'HTTP 401: the login refuses' "$WORLD/log/apontad.log" || true
}

# How often a wrong password was tried at SPC, at Serasa; and whether SPC has locked the operator.
expect_tries() {
	expect "bad logins and blocked calls at SPC" "[$1,0]" "$(book spc '[.bad_logins, .blocked_calls]')"
	expect "refused logins at Serasa" "$1" "$(refused_logins)"
}

world_begin 2026-03-02T08:30:00-03:00 "${SIM_CALM[@]}"
for name in serasa spc; do
	cp "$WORLD/conf/$name.password" "$WORLD/conf/right-$name.password"
	(umask 077 && echo "not the password" >"$WORLD/conf/wrong-$name.password")
done
mapfile -t ROWS < <(rows A)
drop_rows invoices.csv "${ROWS[@]}"
world_settle
at "2026-03-02 09:00"
expect "in their bases" "[$COUNT,$COUNT]" "$(world_totals | jq -c '[.serasa.accepted, .spc.accepted]')"

# In the night: what is paid, what is due and the daily lists all wait for the first worker.
daemon_stop
world_at 2026-03-03T09:00:00-03:00
mapfile -t ROWS < <(
	rows B
	payments A 2026-03-03T09:00:00-03:00
)
drop_rows more.csv "${ROWS[@]}"
passwords wrong
world_settle
expect_tries 1
expect "findings" "account_stopped account_stopped" "$(kinds_found)"
expect_told status "$CREDITOR-spc" stopped CS_AUT001
expect_told status "$CREDITOR-serasa" stopped "HTTP 401"

# Started too early: every lane has something that could leave at once, and there is one try more.
ctl account start "$CREDITOR-spc"
ctl account start "$CREDITOR-serasa"
at "2026-03-04 09:00"
expect_tries 2
expect "in doubt" "[0,0]" "$(world_totals | jq -c '[.serasa.in_doubt, .spc.in_doubt]')"

passwords right
ctl account start "$CREDITOR-spc"
ctl account start "$CREDITOR-serasa"
at "2026-03-04 09:30"
at "2026-03-04 10:00"
expect_tries 2
BOTH=$((2 * COUNT))
expect "in their bases" "[$BOTH,$BOTH]" "$(world_totals | jq -c '[.serasa.accepted, .spc.accepted]')"
expect "inclusions" "[$BOTH,$BOTH]" "[$(book serasa .requests.include),$(book spc .requests.incluirSpc)]"
expect "removals" "[$COUNT,$COUNT]" "[$(book serasa .requests.exclude),$(book spc .requests.excluirSpc)]"
expect_clean_books serasa spc
expect_promises
pass "one try at each bureau; all went out when the passwords were mended"
