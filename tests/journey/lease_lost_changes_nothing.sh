#!/usr/bin/env bash
# A worker that stands still past its lease finds, when it goes on, that another has taken over: it changes nothing any
# more. That holds while a file is signed, while it is on its way, and while answers are fetched.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

lane() { # NAME COLUMN
	world_sql "SELECT $2 FROM apontad.lane WHERE name = '$1'"
}

# The process of the worker that holds a lane.
holder() { # NAME
	world_sql "SELECT w.pid FROM apontad.worker w JOIN apontad.lane l ON l.lease_holder = 'worker.' || w.slot
		WHERE l.name = '$1'"
}

keeper() {
	local status
	for status in /proc/[0-9]*/status; do
		awk -v parent="$DAEMON_PID" '$1 == "Name:" { mine = $2 == "keeper" } $1 == "Pid:" { pid = $2 }
			$1 == "PPid:" && mine && $2 == parent { print pid }' "$status" 2>/dev/null || true
	done
}

# How often a worker has found its lease lost.
lost() {
	grep -c "was taken over by another worker" "$WORLD/log/apontad.log" || true
}

has_lost() { # TIMES
	[ "$(lost)" -ge "$1" ]
}

await() { # WHAT CONDITION
	wait_for 60 "$1" is_true "$2" || fail "$1: waited in vain"
}

# Stop the holder of a lane, see another take it over, and let the first go on.
stand_still() { # LANE, UNTIL (a condition that the other worker brings about)
	local pid lease
	lease=$(lane "$1" lease_no)
	pid=$(holder "$1")
	kill -STOP "$pid"
	STOPPED=$pid
	await "another worker with the lane $1" "(SELECT lease_no FROM apontad.lane WHERE name = '$1') > $lease"
	await "$2" "$2"
	kill -CONT "$pid"
	STOPPED=""
}

# Whoever stands still when the journey fails shall be able to end.
STOPPED=""
world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
trap 'status=$?; [ -z "$STOPPED" ] || kill -CONT "$STOPPED"; world_exit $status' EXIT
# A lease is longer than the slowest answer, so both have to be short here; and an answer is slow enough for a busy
# machine to stop who waits for it.
sed -i -e 's/^connect_timeout_ms = .*/connect_timeout_ms = 1000;/' -e 's/^answer_timeout_ms = .*/answer_timeout_ms = 3000;/' \
	"$WORLD/conf/profiles/cra21.conf"
reconfigure 's/^lease_s = .*/lease_s = 9;/'
at "2026-03-02 06:01"
drop_rows one.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle

# On its way: the answer waits in the stopped worker, the other one asks again with the same bytes.
sim_fault "Remessa delay 2500"
world_at 2026-03-02T08:30:00-03:00
await "a file on its way" "EXISTS (SELECT FROM apontad.message WHERE kind = 'B' AND state = 'sending')"
stand_still remessa "EXISTS (SELECT FROM apontad.message WHERE kind = 'B' AND state = 'answered')"
wait_for 30 "the first worker to find its lease lost" has_lost 1
world_settle
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT
expect "tries" 2 "$(world_sql "SELECT attempts FROM apontad.message WHERE kind = 'B'")"
expect "answers" 1 "$(world_sql "SELECT count(*) FROM apontad.message_part WHERE part = 'answer'")"

# While it is signed: the keeper stands still, both workers ask it, and one file comes of it.
drop_rows two.csv "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
at "2026-03-02 08:31"
expect_state FAT-2 READY
lease=$(lane remessa lease_no)
STOPPED=$(keeper)
kill -STOP "$STOPPED"
world_at 2026-03-02T10:30:00-03:00
await "another worker with the lane" "(SELECT lease_no FROM apontad.lane WHERE name = 'remessa') >= $lease + 2"
kill -CONT "$STOPPED"
STOPPED=""
wait_for 30 "the first worker to find its lease lost" has_lost 2
world_settle
expect_course FAT-2 DRAFT CHECKING READY QUEUED SENT
expect "files of the day" "1 2" "$(world_sql "SELECT string_agg(sequence::text, ' ' ORDER BY id) FROM apontad.message
	WHERE kind = 'B'")"
expect "sequences at the comarca" "1 2" "$(world_sql "SELECT string_agg(sequence::text, ' ' ORDER BY message_id)
	FROM apontad.lote")"

# While answers are fetched: what the stopped worker was told is told once.
sim_fault "Confirmacao delay 2500"
lease=$(lane collect lease_no)
world_at 2026-03-03T09:30:00-03:00
await "a worker that collects" "EXISTS (SELECT FROM apontad.lane WHERE name = 'collect' AND lease_no > $lease
	AND lease_holder IS NOT NULL)"
stand_still collect "2 = (SELECT count(*) FROM apontad.instruction WHERE confirmed_at IS NOT NULL)"
wait_for 30 "the first worker to find its lease lost" has_lost 3
world_settle
expect_course FAT-1 DRAFT CHECKING READY QUEUED SENT PROTOCOLLED
expect "told" 2 "$(world_sql "SELECT count(*) FROM apontad.told WHERE kind = 'confirmation'")"
expect "titles at the counterparty" 2 "$(sim_get books | jq .accepted)"
expect "findings" 0 "$(total .findings)"
expect_promises
pass "three leases lost, three times nothing changed"
