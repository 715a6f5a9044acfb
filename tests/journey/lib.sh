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

# The debtor of every invoice here.
DEBTOR=52998224725

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

# The version of the world's rule book, as an auditor takes it.
rule_book() {
	"$BIN/apontactl" rules list --rules "$WORLD/conf/rules" | LC_ALL=C sort | sha256sum | cut -c 1-16
}

# Promises that hold at the end of every journey.
expect_promises() {
	expect "titles taken twice" 0 "$(total .counterparty.duplicates)"
	[ "$(total .counterparty.violations)" = 0 ] ||
		fail "rules of the counterparty broken: $(sim_get books | jq -r '.violation_list[]')"
	expect "decisions that do not name the rule book" 0 \
		"$(world_sql "SELECT count(*) FROM apontad.decision WHERE rule_book <> '$(rule_book)'")"
	ctl check >"$WORLD/log/check.out" 2>&1 || fail "apontactl check: $(cat "$WORLD/log/check.out")"
	expect "what the night would find" "" \
		"$(world_sql "SELECT string_agg(kind || ': ' || words, '; ') FROM apontad.difference")"
}

# world_begin TIME [SIMULATOR OPTION...]: a world in which the comarcas are known, so that no title waits for them.
world_begin() {
	world_start "$@"
	world_settle
}

# Live DAY through its times of interest: day 2026-03-02.
day() {
	local time
	for time in "${DAY_TIMES[@]}"; do
		world_at "$1T$time:00-03:00"
		world_settle
	done
}

# Live the working days from FROM to TO: days 2026-03-02 2026-03-06. On Saturdays and Sundays nothing happens.
days() {
	local on=$1
	while ! [[ $on > $2 ]]; do
		[ "$(date -d "$on" +%u)" -gt 5 ] || day "$on"
		on=$(date -d "$on + 1 day" +%F)
	done
}

# The clocks at a time of local business: at "2026-03-02 08:30".
at() {
	world_at "${1/ /T}:00-03:00"
	world_settle
}

# Start the daemon anew. The next thing to do is to move the clock: before that, the old workers' word stands.
daemon_anew() {
	daemon_stop
	daemon_start
}

# Change the configuration by a sed expression and start the daemon with it.
reconfigure() {
	sed -i "$1" "$WORLD/conf/apontad.conf"
	daemon_anew
}

# Is a SELECT true? For wait_for, where nothing settles because something is away.
is_true() {
	[ "$(world_sql "SELECT $1")" = t ]
}

# No fault that was ordered comes any more.
sim_mend() {
	curl -sS --fail --max-time 20 --unix-socket "$WORLD/sim.sock" -X DELETE http://sim/fault
}

# --- what stands in the database and in the reports ------------------------------------------------------------------

# The state of an invoice's escalation: state INVOICE [CHANNEL [TAXID]]; the protest's and the debtor's unless said.
state() {
	world_sql "SELECT e.state FROM apontad.escalation e JOIN apontad.invoice i ON i.id = e.invoice_id
		JOIN apontad.person p ON p.id = e.person_id
		WHERE i.external_id = '$1' AND e.channel = '${2:-protest}' AND p.taxid = '${3:-$DEBTOR}'"
}

expect_state() {
	expect "state of $1" "$2" "$(state "$1")"
}

# expect_listing INVOICE CHANNEL STATE [TAXID]
expect_listing() {
	expect "state of $1 at $2" "$3" "$(state "$1" "$2" "${4:-$DEBTOR}")"
}

# The states that an escalation went through, in order: course INVOICE [CHANNEL [TAXID]]
course() {
	world_sql "SELECT string_agg(to_state, ' ' ORDER BY escalation_seq) FROM
		(SELECT v.to_state, v.escalation_seq, lag(v.to_state) OVER (ORDER BY v.escalation_seq) AS before
		FROM apontad.event v JOIN apontad.escalation e ON e.id = v.escalation_id
		JOIN apontad.invoice i ON i.id = e.invoice_id JOIN apontad.person p ON p.id = e.person_id
		WHERE i.external_id = '$1' AND e.channel = '${2:-protest}' AND p.taxid = '${3:-$DEBTOR}'
		AND v.to_state IS NOT NULL) s WHERE before IS DISTINCT FROM to_state"
}

expect_course() {
	local invoice=$1
	shift
	expect "course of $invoice" "$*" "$(course "$invoice")"
}

# expect_listing_course INVOICE CHANNEL STATE...
expect_listing_course() {
	local invoice=$1 channel=$2
	shift 2
	expect "course of $invoice at $channel" "$*" "$(course "$invoice" "$channel")"
}

# What stands in a bureau's own books under a contract: at_the_bureau NAME CONTRACT, the state of its last record.
at_the_bureau() {
	bureau_get "$1" "record/$2" | jq -r 'if type == "array" then last else . end | .state'
}

# Removals, none of them late: expect_removals ASKED DONE
expect_removals() {
	expect "removals asked, done, late" "[$1,$2,0]" "$(world_totals | jq -c '.removals | [.asked, .done, .late]')"
}

# How many files of a kind went out and were answered: files DP
files() {
	world_sql "SELECT count(*) FROM apontad.message WHERE kind = '$1' AND state = 'answered'"
}

# A line of `apontactl REPORT` that has all of WORDS in this order: expect_told REPORT WORD...
expect_told() {
	local report=$1 pattern
	shift
	pattern=$(printf '.*%s' "$@")
	# shellcheck disable=SC2086
	ctl $report >"$WORLD/log/report.out" || fail "apontactl $report"
	grep -q -e "$pattern" "$WORLD/log/report.out" ||
		fail "apontactl $report does not tell \"$*\": $(cat "$WORLD/log/report.out")"
}

# How many findings of a kind wait for a person: findings KIND
findings() {
	world_sql "SELECT count(*) FROM apontad.finding WHERE kind = '$1' AND closed_at IS NULL"
}

# The states of a title in the counterparty's own books, the oldest presentation first: at_the_notary NUMBER
at_the_notary() {
	sim_get titles | jq -r --arg number "$1" 'select(.number == $number) | .state' | paste -sd ' '
}

# The stored bytes of the last file of a kind into a folder: export_last KIND FOLDER; prints the file's name.
export_last() {
	local id
	id=$(world_sql "SELECT max(id) FROM apontad.message WHERE kind = '$1' AND direction = 'out' AND state <> 'superseded'")
	mkdir -p "$2"
	ctl message export "$id" --to "$2" >"$WORLD/log/export.out"
	world_sql "SELECT file_name FROM apontad.message WHERE id = $id"
}

# --- the drop folder -------------------------------------------------------------------------------------------------

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

# A row of a co-debtor, who lives where the debtor lives: codebtor_row INVOICE NAME TAXID.
codebtor_row() {
	printf 'codebtor,%s,%s,,,,,,,,,,,,%s,%s,"Rua das Palmeiras Ficticias, 15",Centro,01310100,Sao Paulo,SP,3550308,,,,,,\n' \
		"$CREDITOR" "$1" "$2" "$3"
}

# A row of a payment: payment_row INVOICE PAYMENT AMOUNT RECEIVED_AT [CLEARED_AT]. It clears at once, or, with an empty
# CLEARED_AT, has not cleared.
payment_row() {
	printf 'payment,%s,%s,,,,,,,,,,,,,,,,,,,,,,%s,%s,%s,%s\n' "$CREDITOR" "$1" "$2" "$3" "$4" "${5-$4}"
}

# Rows that come in at a time of local business: drop_at "2026-03-02 11:05" ROW...
drop_at() {
	world_at "${1/ /T}:00-03:00"
	world_settle
	drop_rows "rows-${1//[ :]/-}.csv" "${@:2}"
	world_settle
}

# drop_rows NAME ROW...: a file of the drop folder with these rows.
drop_rows() {
	local name=$1
	shift
	printf '%s\n' "$COLUMNS" "$@" >"$WORLD/rows.csv"
	world_drop "$WORLD/rows.csv" "$name"
}

# --- the story that every dialect lives ------------------------------------------------------------------------------

# What a journey does with its world before the story; its own to define.
story_prepare() {
	:
}

# One title is protested, paid and released, one is withdrawn in time, one too late: each kind of file goes out once.
# story DIALECT [SIMULATOR OPTION...]
story() {
	local dialect=$1
	shift
	world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}" "$@"
	story_prepare
	sim_fate "F3 withdraw_ignored"
	drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)" "$(invoice_row FAT-2 F2 2026-01-20 157.01)" \
		"$(invoice_row FAT-3 F3 2026-01-20 1000000.00 3510609 Carapicuiba SP 06310001)" \
		"$(codebtor_row FAT-1 "Beltrana Exemplo" 11144477735)"
	world_settle
	days 2026-03-02 2026-03-03
	expect "titles confirmed" 3 "$(total .protest.confirmed)"
	drop_at "2026-03-03 15:45" "$(payment_row FAT-2 PAG-2 157.01 2026-03-03T15:40:00-03:00)" \
		"$(payment_row FAT-3 PAG-3 1000000.00 2026-03-03T15:40:00-03:00)"
	days 2026-03-04 2026-03-09
	expect "states" "PROTESTED CLOSED CANCEL_REQUESTED" "$(state FAT-1) $(state FAT-2) $(state FAT-3)"
	drop_at "2026-03-10 09:15" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-10T09:00:00-03:00)"
	days 2026-03-11 2026-03-23
	expect_state FAT-1 CANCELLED
	expect "at the notary" "cancelled withdrawn cancelled" "$(at_the_notary F1) $(at_the_notary F2) $(at_the_notary F3)"
	expect "files" "1 1 1 1" "$(files B) $(files DP) $(files CP) $(files AC)"
	expect "sent, withdrawn, protested, cancelled" "[3,1,2,2]" \
		"$(world_totals | jq -c '.protest | [.sent, .withdrawn, .protested, .cancelled]')"
	expect_removals 3 3
	expect "findings" 0 "$(total .findings)"
	expect_promises
	pass "a protest, a withdrawal and two releases in the dialect of $dialect"
}
