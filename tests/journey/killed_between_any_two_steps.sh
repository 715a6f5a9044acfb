#!/usr/bin/env bash
# Record, act, record: whatever is killed between any two steps, the same comes of it. A small world is lived once in
# peace, then once for every point of src/base/fault.def and for its first and second passing, with whoever passes
# there killed on the spot. Totals, the counterparty's books and the state of every debt end as they did in peace.
#   killed_between_any_two_steps.sh [POINT:PASSING...]    only these
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-lives.sh
. "$(dirname "$0")/lib-lives.sh"

# What brings somebody past a point that the course of the days does not pass: a reload, a worker that dies, answers
# that are lost.
trouble() { # POINT PASSING
	local worker passing
	case $1:$2 in
	supervisor_started:1) ;;
	deliver_asked_apart:*) sim_fault "Remessa drop_after" ;;
	supervisor_started:*)
		kill -HUP "$DAEMON_PID"
		start_again
		;;
	supervisor_restarting:*)
		for ((passing = 1; passing <= $2; passing++)); do
			worker=$(life_sql "SELECT pid FROM apontad.worker WHERE slot = 1")
			kill -KILL "$worker"
			[ "$passing" -eq "$2" ] ||
				wait_for 20 "another worker" is_another_worker_or_gone "$worker"
		done
		start_again
		;;
	esac
}

# Four weeks: protest, withdrawal, recall, payment at the notary, authorisation after the protest, refusal by
# rule, by the notary and by the law's own reading of the data, and a balance that is presented anew.
live() { # POINT PASSING
	world_settle # the comarcas are known
	sim_put fate $'F1 protest\nF2 protest\nF4 pay\nF5 protest\nF6 irregular 22\nF8 pay\nF9 protest\nF10 protest'
	give first.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)" "$(invoice_row FAT-2 F2 2026-01-21 200.00)" \
		"$(invoice_row FAT-3 F3 2026-01-22 300.00)" "$(invoice_row FAT-4 F4 2026-01-23 400.00)" \
		"$(invoice_row FAT-5 F5 2026-01-26 500.00)" \
		"$(invoice_row FAT-6 F6 2026-01-27 600.00 3509502 Campinas SP 13010000)" \
		"$(invoice_row FAT-7 F7 2026-01-28 700.00 | sed 's/,DMI,/,XX,/')"
	trouble "$1" "$2"
	give early-payment.csv "$(payment_row FAT-3 PAG-3 300.00 2026-03-02T07:00:00-03:00)"
	hour 02 08:30
	if [ "$1:$2" = deliver_asked_apart:2 ]; then
		hour 02 09:30
		sim_fault "Remessa drop_after"
	fi
	give second.csv "$(invoice_row FAT-8 F8 2026-01-20 800.00 3509502 Campinas SP 13010000)" \
		"$(invoice_row FAT-9 F9 2026-01-20 900.00)" "$(invoice_row FAT-10 F10 2026-01-20 1000.00)"
	hour 02 11:30
	hour 03 09:30
	give payment.csv "$(payment_row FAT-2 PAG-2 200.00 2026-03-03T10:00:00-03:00)"
	hour 04 09:30
	give part.csv "$(payment_row FAT-9 PAG-9 450.00 2026-03-04T10:00:00-03:00)"
	hour 06 14:30
	hour 09 09:30
	give late-payment.csv "$(payment_row FAT-5 PAG-5 500.00 2026-03-09T10:00:00-03:00)"
	hour 10 14:30
	hour 18 14:30
	hour 30 14:30
}

# What must not depend on who was killed when. How many files it took is free.
account() {
	world_totals | jq -S .
	sim_get books | jq -S 'del(.files)'
	sim_get titles | jq -c '[.number, .comarca, .state, .nosso_numero != ""]' | sort
	life_sql "SELECT i.external_id, e.state, n.kind, n.turn, n.state, n.outcome,
		n.confirmed_at IS NOT NULL, n.cancelled_at IS NOT NULL FROM apontad.invoice i
		LEFT JOIN apontad.escalation e ON e.invoice_id = i.id LEFT JOIN apontad.instruction n ON n.escalation_id = e.id
		ORDER BY 1, 3, 4"
}

mapfile -t LIVES < <(points | awk '{ print $1 ":1"; print $1 ":2" }')
[ $# -eq 0 ] || LIVES=("$@")
lives "${LIVES[@]}"
pass "${#LIVES[@]} lives with a kill in each end as the one in peace"
