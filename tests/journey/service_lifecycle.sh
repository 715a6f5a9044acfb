#!/usr/bin/env bash
# The daemon as systemd sees it: ready, reloading, stopping. A killed worker, a killed keeper and a bad configuration do
# not keep a title from being sent, and a stop ends with 0.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

daemon_start() {
	"$BIN/tests/journey/notify_listen" "$WORLD/notify.sock" "$WORLD/log/notify" </dev/null 2>>"$WORLD/log/notify.log" &
	LISTENER_PID=$!
	wait_for 10 "the listener's socket" test -S "$WORLD/notify.sock" || return 1
	NOTIFY_SOCKET=$WORLD/notify.sock "$BIN/apontad" --config "$WORLD/conf/apontad.conf" </dev/null \
		>>"$WORLD/log/apontad.log" 2>&1 &
	DAEMON_PID=$!
}

# How often the daemon has said it: said READY=1
said() {
	grep -c "^$1" "$WORLD/log/notify" || true
}

has_said() { # WORD TIMES
	[ "$(said "$1")" -ge "$2" ]
}

has_said_or_ended() {
	has_said "$1" "$2" || is_gone "$DAEMON_PID"
}

await() { # WORD TIMES
	wait_for 60 "$1" has_said_or_ended "$1" "$2" || true
	has_said "$1" "$2" || fail "$1 was not said $2 times"
}

# The process of a child: child keeper, child worker.1
child() {
	local status
	for status in /proc/[0-9]*/status; do
		awk -v name="$1" -v parent="$DAEMON_PID" '
			$1 == "Name:" { mine = $2 == name }
			$1 == "Pid:" { pid = $2 }
			$1 == "PPid:" && mine && $2 == parent { print pid }' "$status" 2>/dev/null || true
	done
}

has_another() { # NAME THAN
	local pid
	pid=$(child "$1")
	[ -n "$pid" ] && [ "$pid" != "$2" ]
}

# Kill a child, wait for its successor, and see a new title go out.
kill_and_go_on() { # NAME DAY INVOICE TITLES
	local victim
	victim=$(child "$1")
	[ -n "$victim" ] || fail "there is no $1"
	kill -KILL "$victim"
	wait_for 20 "another $1" has_another "$1" "$victim" || fail "$1 was not started again"
	drop_rows "$3.csv" "$(invoice_row "$3" "$3" 2026-01-20 100.00)"
	day "$2"
	expect "titles sent after $1 was killed" "$4" "$(total .protest.sent)"
}

world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
await READY=1 1

drop_rows F1.csv "$(invoice_row F1 F1 2026-01-20 100.00)"
day 2026-03-02
expect "titles sent" 1 "$(total .protest.sent)"
kill_and_go_on worker.1 2026-03-03 F2 2
kill_and_go_on keeper 2026-03-04 F3 3

# A bad configuration: told, and nothing changes.
cp "$WORLD/conf/apontad.conf" "$WORLD/conf/good"
worker=$(child worker.1)
echo 'flavour = "bitter";' >>"$WORLD/conf/apontad.conf"
kill -HUP "$DAEMON_PID"
await READY=1 2
expect "reloads begun" 1 "$(said RELOADING=1)"
expect "worker.1 after a bad configuration" "$worker" "$(child worker.1)"
grep -q flavour "$WORLD/log/apontad.log" || fail "the bad setting was not named"

# A good one: everybody starts with it.
sed 's/^workers = .*/workers = 3;/' "$WORLD/conf/good" >"$WORLD/conf/apontad.conf"
kill -HUP "$DAEMON_PID"
await READY=1 3
[ "$(child worker.1)" != "$worker" ] || fail "worker.1 has the old configuration"
[ -n "$(child worker.3)" ] || fail "there is no third worker"
drop_rows F4.csv "$(invoice_row F4 F4 2026-01-20 100.00)"
day 2026-03-05
expect "titles sent after a reload" 4 "$(total .protest.sent)"
expect_promises

kill -TERM "$DAEMON_PID"
status=0
wait "$DAEMON_PID" || status=$?
DAEMON_PID=""
end_process "$LISTENER_PID"
expect "exit status" 0 "$status"
expect "stops announced" 1 "$(said STOPPING=1)"
pass "ready, killed, reloaded and stopped in order"
