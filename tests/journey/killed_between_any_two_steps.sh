#!/usr/bin/env bash
# Record, act, record: whatever is killed between any two steps, the same comes of it. A small world is lived once in
# peace, then once for every point of src/base/fault.def and for its first and second passing, with whoever passes
# there killed on the spot. Totals, the counterparty's books and the state of every debt end as they did in peace.
#   killed_between_any_two_steps.sh [POINT:PASSING...]    only these
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# Lives at a time, in one cluster, each with its own database, counterparty and daemon.
HANDS=4

# A life is a world in a folder of BASE. Its database is a copy of the one that BASE has migrated.
life_open() { # NAME
	LIFE=$1
	WORLD=$BASE/$1
	mkdir "$WORLD" "$WORLD/inbox" "$WORLD/staging" "$WORLD/log" "$WORLD/conf"
	trap 'life_exit $?' EXIT
	trap 'exit 143' TERM INT HUP
	ln -s "$BASE/pki" "$WORLD/pki"
	cp "$BASE/conf/cra.password" "$WORLD/conf/"
	echo "$PG_SOCKET" >"$WORLD/pg-socket"
	psql -X -q "host=$PG_SOCKET dbname=postgres user=postgres" -c "CREATE DATABASE $1 TEMPLATE apontad"
	sim_start "${SIM_CALM[@]}"
	world_configure
	sed -i -e "s/dbname=apontad/dbname=$1/" -e 's/^poll_ms = .*/poll_ms = 100;/' \
		"$WORLD/conf/"{apontad,owner}.conf
	sim_put clock 2026-03-02T06:00:00-03:00
}

life_exit() {
	local status=$1
	trap - EXIT TERM INT HUP
	set +e
	[ -z "$DAEMON_PID" ] || end_process "$DAEMON_PID"
	local pid
	for pid in "${SIM_PIDS[@]}"; do
		end_process "$pid"
	done
	if sanitizers_found && [ "$status" -eq 0 ]; then
		note "a sanitizer found something"
		status=1
	fi
	if [ "$status" -ne 0 ]; then
		note "--- the life $LIFE"
		world_tell_trouble >&2 2>/dev/null
	fi
	psql -X -q "host=$PG_SOCKET dbname=postgres user=postgres" -c "DROP DATABASE $LIFE WITH (FORCE)"
	exit "$status"
}

life_sql() {
	psql -X -q -At -v ON_ERROR_STOP=1 "host=$PG_SOCKET dbname=$LIFE user=postgres" -c "$1"
}

has_fired() {
	[ -e "$WORLD/fired" ]
}

fired_and_gone() {
	has_fired && is_gone "$DAEMON_PID"
}

# The supervisor was killed: the service manager starts it again.
start_again() {
	wait_for 20 "the supervisor to be killed" fired_and_gone
	daemon_start
	disown "$DAEMON_PID"
}

is_another_worker() { # THAN
	local pid
	pid=$(life_sql "SELECT pid FROM apontad.worker WHERE slot = 1")
	[ "$pid" != "$1" ]
}

is_another_worker_or_gone() {
	is_another_worker "$1" || is_gone "$DAEMON_PID"
}

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

hour() { # DAY TIME
	world_at "2026-03-$1T$2:00-03:00"
	world_settle
}

# What the platform gives is taken at the hour at which it is given.
give() { # NAME ROW...
	drop_rows "$@"
	world_settle
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

life() { # POINT:PASSING
	local point=${1%:*} passing=${1#*:}
	life_open "${point}_$passing"
	if [ "$point" != peace ]; then
		export APONTAD_FAULT=$point:$passing APONTAD_FAULT_TOKEN=$WORLD/fired
		# The second passing of one process: there is only one that can pass.
		[ "$passing" -eq 1 ] || sed -i 's/^workers = .*/workers = 1;/' "$WORLD/conf/apontad.conf"
	fi
	daemon_start
	disown "$DAEMON_PID" # the shell shall not tell of its being killed
	[ "$point:$passing" != supervisor_started:1 ] || start_again
	live "$point" "$passing"
	[ "$point" = peace ] || has_fired || fail "$point:$passing was never passed"
	expect_promises
	account >"$BASE/accounts/$LIFE"
	diff -u "$BASE/accounts/peace_1" "$BASE/accounts/$LIFE" >&2 || fail "killed at $point:$passing, and it shows"
}

points() {
	sed -n 's/^FAULT(\([a-z_]*\)).*/\1/p' "$ROOT/src/base/fault.def"
}

# Asked to end: what we started ends first.
stop_all() { # PID...
	kill "$@" 2>/dev/null || true
	wait || true
	exit 143
}

# Every HANDS-th life, from the FIRST.
hand() { # FIRST LIFE...
	local i=$1 failed=0 life_pid=""
	shift
	trap 'stop_all "$life_pid"' INT TERM HUP
	for ((; i < $#; i += HANDS)); do
		# In the background, because an error does not end what stands before || itself.
		life "${@:i+1:1}" &
		life_pid=$!
		wait "$life_pid" || failed=1
	done
	return "$failed"
}

world_open
BASE=$WORLD
mkdir "$BASE/accounts"
"$ROOT/script/pki" "$BASE/pki" >"$BASE/log/pki.log" 2>&1
(umask 077 && echo "a password of no worth" >"$BASE/conf/cra.password")
postgres_start
PG_SOCKET=$("$ROOT/script/postgres" conninfo "$BASE" | sed 's/^host=\([^ ]*\).*/\1/')
"$BIN/apontactl" migrate --sandbox --database "$("$ROOT/script/postgres" conninfo "$BASE")" >"$BASE/log/migrate.log" 2>&1
world_sql "UPDATE apontad.setting SET standing_at = '2026-03-02T06:00:00-03:00'"

life peace:1 &
wait $! || fail "the life in peace"
LIVES=("$@")
if [ $# -eq 0 ]; then
	mapfile -t LIVES < <(points | awk '{ print $1 ":1"; print $1 ":2" }')
fi
HAND_PIDS=()
trap 'stop_all "${HAND_PIDS[@]}"' INT TERM HUP
for ((number = 0; number < HANDS; number++)); do
	hand "$number" "${LIVES[@]}" &
	HAND_PIDS+=($!)
done
failed=0
for pid in "${HAND_PIDS[@]}"; do
	wait "$pid" || failed=1
done
[ "$failed" -eq 0 ] || fail "not every life ended as the one in peace"
pass "${#LIVES[@]} lives with a kill in each end as the one in peace"
