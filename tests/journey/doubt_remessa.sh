#!/usr/bin/env bash
# A remessa whose answer is lost is in doubt. The counterparty's own answers resolve it: nothing is presented twice,
# nothing gets another number, and everything ends as if the answer had come.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# The sequences (header field 08) that the counterparty has taken, by comarca.
sequences() {
	world_sql "SELECT string_agg(comarca_ibge || ':' || sequence, ' ' ORDER BY comarca_ibge, sequence) FROM apontad.lote
		WHERE state = 'accepted'"
}

# Titles at the counterparty, and how many of them live.
books() {
	sim_get books | jq -c '[.accepted, .live, .duplicates, .violations]'
}

instructions() { # STATE
	world_sql "SELECT count(*) FROM apontad.instruction WHERE kind = 'include' AND state = '$1'"
}

# One title for each of the first HOW_MANY comarcas: titles PREFIX HOW_MANY
titles() {
	local places=('3550308 "Sao Paulo" SP 01310100' '3509502 Campinas SP 13010000' '3548500 Santos SP 11010000')
	local rows=() place i
	for ((i = 0; i < $2; i++)); do
		eval "place=(${places[i]})"
		rows+=("$(invoice_row "$1-$i" "$1$i" 2026-01-20 100.00 "${place[@]}")")
	done
	drop_rows "$1.csv" "${rows[@]}"
}

# All that goes wrong on the way is over.
sim_heal() {
	curl -sS --fail --max-time 20 --unix-socket "$WORLD/sim.sock" -X DELETE http://sim/fault
}

# on is the day under way.
next_day() {
	on=$(date -d "$on + 1 day" +%F)
	[ "$(date -d "$on" +%u)" -ne 6 ] || on=$(date -d "$on + 2 days" +%F)
}

world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
world_settle
accepted=0
wanted=""

# Each way to lose an answer, with one comarca and with three. The day's second file may leave when a ninth of the
# window has gone, so what has to be asked apart is known at ten.
on=2026-03-02
for fault in drop_before drop_after error_500 cut_answer; do
	for comarcas in 1 3; do
		at "$on 08:30"
		sim_fault "Remessa $fault"
		titles "${fault:0:1}${fault: -1}$comarcas" "$comarcas"
		world_settle
		at "$on 10:30"
		accepted=$((accepted + comarcas))
		expect "titles accepted after $fault with $comarcas comarcas" "$accepted" "$(instructions accepted)"
		expect "the counterparty's books after $fault with $comarcas comarcas" "[$accepted,$accepted,0,0]" "$(books)"
		next_day
	done
done
wanted=$(for n in 1 2 3 4; do echo "3509502:$n"; done; for n in 1 2 3 4; do echo "3548500:$n"; done
	for n in 1 2 3 4 5 6 7 8; do echo "3550308:$n"; done)
expect "sequences" "$(paste -sd ' ' <<<"$wanted")" "$(sequences)"
expect "findings" 0 "$(total .findings)"

# One comarca refuses, and nobody hears it: 1001 for the file, 2117 for those that were taken, its own code for the other.
at "$on 08:30"
sim_put refuse $'3509502 2106\n3509502 2106'
sim_fault "Remessa drop_after"
titles R 3
world_settle
at "$on 10:30"
accepted=$((accepted + 2))
expect_state R-0 SENT
expect_state R-1 RETURNED
expect_state R-2 SENT
expect "answers to the lotes" "2117 2106 2117" "$(world_sql "SELECT string_agg(answer_code, ' ' ORDER BY id) FROM
	apontad.instruction WHERE kind = 'include' AND id > (SELECT max(id) - 3 FROM apontad.instruction)")"
expect "the counterparty's books after a refusal" "[$accepted,0,0]" "$(sim_get books | jq -c '[.accepted, .duplicates, .violations]')"

# The answers stay away over the cut-off and into the next day, when the name is refused for its date. Meanwhile one of
# the debts is paid: it may be at the notary, so it is taken back from there.
for taken in drop_before drop_after; do
	name=N${#taken}
	next_day
	at "$on 15:30"
	sim_fault "Remessa $taken"
	sim_fault "Remessa error_500 x1000"
	titles "$name" 3
	wait_for 20 "a file in doubt" is_true "EXISTS (SELECT FROM apontad.message WHERE day = '$on' AND state = 'in_doubt')"
	drop_rows "pay-$name.csv" "$(payment_row "$name-1" "PAG-$name" 100.00 "${on}T15:30:00-03:00")"
	wait_for 20 "the recall" is_true "EXISTS (SELECT FROM apontad.event WHERE what = 'CAUSE_AROSE' AND detail LIKE 'PAG-$name%')"
	expect_state "$name-1" RECALL_ARMED
	world_at "${on}T18:00:00-03:00"
	sim_heal
	world_settle
	expect "titles in doubt over the night" 3 "$(total .protest.in_doubt)"
	next_day
	at "$on 08:30"
	at "$on 10:30"
	accepted=$((accepted + 3))
	expect "in doubt after the night" 0 "$(total .protest.in_doubt)"
	expect "titles accepted after a night" "$accepted" "$(sim_get books | jq .accepted)"
	next_day
	day "$on"
done

# The notaries are faster than the answer: what they tell of is there, with its whole lote, and is not asked for again.
# The one that has told nothing yet is asked for by its number.
at "$on 15:30"
sim_fault "Remessa drop_after"
sim_fault "Remessa error_500 x1000"
sim_fate "C2 late"
titles C 3
wait_for 20 "a file in doubt" is_true "EXISTS (SELECT FROM apontad.message WHERE day = '$on' AND state = 'in_doubt')"
next_day
world_at "${on}T09:30:00-03:00"
wait_for 20 "the confirmação" is_true "2 = (SELECT count(*) FROM apontad.instruction WHERE kind = 'include'
	AND state = 'accepted' AND id > (SELECT max(id) - 3 FROM apontad.instruction))"
drop_rows pay-C.csv "$(payment_row C-0 PAG-C 100.00 "${on}T09:30:00-03:00")"
sim_heal
world_settle
expect_state C-0 WITHDRAW_SENT
expect_state C-1 PROTOCOLLED
expect_state C-2 SENT
expect "lotes of the file" "accepted moved accepted" "$(world_sql "SELECT string_agg(state, ' ' ORDER BY comarca_ibge)
	FROM apontad.lote WHERE message_id = (SELECT max(id) FROM apontad.message WHERE kind = 'B' AND day < '$on')")"
accepted=$((accepted + 3))
expect "titles accepted after a confirmação" "$accepted" "$(sim_get books | jq .accepted)"
next_day
days "$on" 2026-04-02
expect_state C-0 CLOSED
expect_state C-2 PROTESTED
expect_state N11-1 CLOSED
expect_state N10-1 CLOSED
expect_state N11-0 PROTESTED
expect_state N10-0 PROTESTED
expect "withdrawn" 3 "$(total .protest.withdrawn)"
expect_removals 3 3
expect_promises
pass "answers lost four ways, with a refusal, over a night, with a payment and after the notary, and no title twice"
