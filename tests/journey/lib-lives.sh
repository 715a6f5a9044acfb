# Many lives of one story, each with somebody killed at one point and passing of src/base/fault.def, which all have to end
# as the life in peace does. Sourced after lib.sh, never run. The story defines
#   live POINT PASSING     what happens in the world; it begins with the daemon's start
#   account                what must not depend on who was killed when
#   trouble POINT PASSING  if its `live` calls it: what brings somebody past a point
# shellcheck shell=bash

# Lives at a time, in one cluster, each with its own database, counterparty and daemon.
HANDS=4

# A life is a world in a folder of BASE. Its database is a copy of the one that BASE has migrated.
life_open() { # NAME
	LIFE=$1
	WORLD=$BASE/$1
	mkdir "$WORLD" "$WORLD/inbox" "$WORLD/staging" "$WORLD/log" "$WORLD/conf" "$WORLD/to-serasa" "$WORLD/from-serasa"
	trap 'life_exit $?' EXIT
	trap 'exit 143' TERM INT HUP
	ln -s "$BASE/pki" "$WORLD/pki"
	cp "$BASE"/conf/*.password "$WORLD/conf/"
	echo "$PG_SOCKET" >"$WORLD/pg-socket"
	psql -X -q "host=$PG_SOCKET dbname=postgres user=postgres" -c "CREATE DATABASE $1 TEMPLATE apontad"
	sim_start "${SIM_CALM[@]}"
	bureaus_start
	world_configure
	sed -i -e "s/dbname=apontad/dbname=$1/" -e 's/^poll_ms = .*/poll_ms = 100;/' \
		"$WORLD/conf/"{apontad,owner}.conf
	sims_at 2026-03-02T06:00:00-03:00
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

hour() { # DAY TIME
	world_at "2026-03-$1T$2:00-03:00"
	world_settle
}

# What the platform gives is taken at the hour at which it is given.
give() { # NAME ROW...
	drop_rows "$@"
	world_settle
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

# Nobody is told anything in these lives: the points of notices are passed in mail_that_is_cut_is_in_doubt.sh.
points() {
	sed -n '/^FAULT(notify_/d;s/^FAULT(\([a-z_]*\)).*/\1/p' "$ROOT/src/base/fault.def"
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

# Live the life in peace, and then each of these, POINT:PASSING, HANDS at a time; all have to end alike.
lives() {
	world_open
	BASE=$WORLD
	mkdir "$BASE/accounts"
	"$ROOT/script/pki" "$BASE/pki" >"$BASE/log/pki.log" 2>&1
	local name number pid failed=0
	for name in cra serasa spc hook; do
		(umask 077 && echo "a password of no worth" >"$BASE/conf/$name.password")
	done
	postgres_start
	PG_SOCKET=$("$ROOT/script/postgres" conninfo "$BASE" | sed 's/^host=\([^ ]*\).*/\1/')
	"$BIN/apontactl" migrate --sandbox --database "$("$ROOT/script/postgres" conninfo "$BASE")" >"$BASE/log/migrate.log" 2>&1
	world_sql "UPDATE apontad.setting SET standing_at = '2026-03-02T06:00:00-03:00'"

	life peace:1 &
	wait $! || fail "the life in peace"
	HAND_PIDS=()
	trap 'stop_all "${HAND_PIDS[@]}"' INT TERM HUP
	for ((number = 0; number < HANDS; number++)); do
		hand "$number" "$@" &
		HAND_PIDS+=($!)
	done
	for pid in "${HAND_PIDS[@]}"; do
		wait "$pid" || failed=1
	done
	[ "$failed" -eq 0 ] || fail "not every life ended as the one in peace"
}
