#!/usr/bin/env bash
# A withdrawal or an authorisation whose answer is lost is in doubt. The counterparty's own answers resolve it, on the
# same day or on the next: it is taken once, nobody is forgotten, and the debtor gets rid of the title.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

FAULTS=(drop_before drop_after error_500 cut_answer)

# All that goes wrong on the way is over.
sim_heal() {
	curl -sS --fail --max-time 20 --unix-socket "$WORLD/sim.sock" -X DELETE http://sim/fault
}

rows() { # PREFIX
	local i
	for i in 0 1 2 3 4 5; do
		invoice_row "$1$i" "$1$i" 2026-01-20 100.00
	done
}

# How often the counterparty has taken a request for the title (its books have no letters with accents): taken P0 WHAT
taken() {
	sim_get titles | jq -r --arg number "$1" --arg what "$2" \
		'select(.number == $number) | [.history[] | select(.what | test($what))] | length'
}

# The payment of a title whose request then meets FAULT: lose PREFIX INDEX OPERATION FAULT AT
lose() {
	world_at "${5/ /T}:00-03:00"
	world_settle
	sim_fault "$3 $4"
	drop_rows "pay-$1$2.csv" "$(payment_row "$1$2" "PAG-$1$2" 100.00 "${5/ /T}:00-03:00")"
}

accepted() { # INVOICE KIND
	world_sql "SELECT string_agg(n.state, ' ') FROM apontad.instruction n JOIN apontad.escalation e ON e.id = n.escalation_id
		JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = '$1' AND n.kind = '$2'"
}

# Each way to lose an answer, an hour apart, so that the files of the day suffice.
lose_each_way() { # PREFIX OPERATION KIND DAY
	local i
	for i in "${!FAULTS[@]}"; do
		lose "$1" "$i" "$2" "${FAULTS[i]}" "$4 $((10 + i)):00"
		world_settle
		expect "$3 of $1$i after ${FAULTS[i]}" accepted "$(accepted "$1$i" "$3")"
	done
}

# The answers stay away over the cut-off; on the next day the name is refused for its date, or is known.
lose_over_night() { # PREFIX OPERATION KIND DAY NEXT
	local i fault=drop_before
	for i in 4 5; do
		sim_fault "$2 $fault"
		sim_fault "$2 error_500 x1000"
		drop_rows "pay-$1$i.csv" "$(payment_row "$1$i" "PAG-$1$i" 100.00 "$4T15:30:00-03:00")"
		world_at "$4T15:30:00-03:00"
		wait_for 20 "a request in doubt" is_true "EXISTS (SELECT FROM apontad.instruction WHERE state = 'in_doubt')"
		world_at "$4T16:30:00-03:00"
		sim_heal
		world_settle
		at "$5 10:00"
		expect "$3 of $1$i after a night" accepted "$(accepted "$1$i" "$3")"
		fault=drop_after
		set -- "$1" "$2" "$3" "$5" "$(date -d "$5 + 1 day" +%F)"
	done
}

world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
world_settle
mapfile -t ROWS < <(rows W; rows P)
drop_rows invoices.csv "${ROWS[@]}"
at "2026-03-02 08:30"
at "2026-03-03 09:30"
expect "titles confirmed" 12 "$(total .protest.confirmed)"

lose_each_way W Desistencia withdraw 2026-03-03
lose_over_night W Desistencia withdraw 2026-03-03 2026-03-04
days 2026-03-06 2026-03-09
for i in 0 1 2 3 4 5; do
	expect "what became of W$i" withdrawn "$(at_the_notary "W$i")"
	expect_state "W$i" CLOSED
	expect_state "P$i" PROTESTED
done

lose_each_way P Autoriza_Cancelamento authorise_cancel 2026-03-10
lose_over_night P Autoriza_Cancelamento authorise_cancel 2026-03-10 2026-03-11
for i in 0 1 2 3 4 5; do
	expect "authorisations of P$i that were taken" 1 "$(taken "P$i" "autoriza.* de cancelamento taken")"
done
for on in 2026-03-16 2026-03-19 2026-03-24 2026-03-25; do
	at "$on 15:30"
done
for i in 0 1 2 3 4 5; do
	expect "what became of P$i" cancelled "$(at_the_notary "P$i")"
done
expect_removals 12 12
expect "findings" 0 "$(total .findings)"
expect_promises
pass "withdrawals and authorisations lost four ways and over a night are taken once"
