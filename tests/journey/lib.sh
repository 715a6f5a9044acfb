# What every journey begins with. A journey is a script that starts a world, lives some days of virtual time in it and
# asks whether what must be true is true. It exits 0 when it is, and prints one line. It waits for the daemon to have
# nothing due (world_settle), never for a while.
# shellcheck shell=bash
set -euo pipefail
# shellcheck source=script/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../script/lib.sh"
# shellcheck source=script/lib-world.sh
. "$ROOT/script/lib-world.sh"

# Nothing random in a journey: no debtor pays at the notary and no notary refuses unless the journey says so; who was
# authorised to have a protest cancelled does so.
# shellcheck disable=SC2034
SIM_CALM=(--pays-at-notary 0 --irregular 0 --late 0 --stay 0 --slip 0 --edital 0 --cancel-fails 0 --debtor-cancels 100)

# A working day of a calm world: what stands at these times is worth looking at.
DAY_TIMES=(08:30 10:30 15:30)

pass() {
	echo "ok: ${0##*/}: $*"
}

fail() {
	note "FAILED: ${0##*/}: $*"
	exit 1
}

# expect WHAT WANTED FOUND
expect() {
	[ "$2" = "$3" ] || fail "$1: wanted $2, found $3"
}

# The number under a jq path of the totals: total .protest.sent
total() {
	world_totals | jq "$1"
}

# Promises that hold at the end of every journey.
expect_promises() {
	expect "titles taken twice" 0 "$(total .counterparty.duplicates)"
	expect "rules of the counterparty broken" 0 "$(total .counterparty.violations)"
	ctl check >"$WORLD/log/check.out" 2>&1 || fail "apontactl check: $(cat "$WORLD/log/check.out")"
}

# Live DAY through its times of interest: day 2026-03-02.
day() {
	local time
	for time in "${DAY_TIMES[@]}"; do
		world_at "$1T$time:00-03:00"
		world_settle
	done
}

COLUMNS=record,creditor,invoice,ladder,number,species,issued_on,due_on,amount,balance,endorsement,acceptance
COLUMNS+=,declaration,document_sha256,name,taxid,street,district,cep,city,uf,ibge,phone,email,payment,paid,received_at
COLUMNS+=,cleared_at

# A row of an invoice: invoice_row INVOICE NUMBER DUE_ON AMOUNT [IBGE CITY UF CEP].
invoice_row() {
	local hash
	hash=$(printf '%s' "$1" | sha256sum | cut -d ' ' -f 1)
	printf 'invoice,%s,%s,,%s,DMI,2025-11-03,%s,%s,%s,M,N,D,%s,Fulano de Tal Exemplo,52998224725,' \
		"$CREDITOR" "$1" "$2" "$3" "$4" "$4" "$hash"
	printf '"Rua das Palmeiras Ficticias, 15",Centro,%s,%s,%s,%s,+55 11 5550-0000,fulano@exemplo.invalid,,,,\n' \
		"${8:-01310100}" "${6:-Sao Paulo}" "${7:-SP}" "${5:-3550308}"
}

# A row of a payment: payment_row INVOICE PAYMENT AMOUNT RECEIVED_AT [CLEARED_AT].
payment_row() {
	printf 'payment,%s,%s,,,,,,,,,,,,,,,,,,,,,,%s,%s,%s,%s\n' "$CREDITOR" "$1" "$2" "$3" "$4" "${5:-$4}"
}

# drop_rows NAME ROW...: a file of the drop folder with these rows.
drop_rows() {
	local name=$1
	shift
	printf '%s\n' "$COLUMNS" "$@" >"$WORLD/rows.csv"
	world_drop "$WORLD/rows.csv" "$name"
}
