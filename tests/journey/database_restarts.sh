#!/usr/bin/env bash
# PostgreSQL dies as by a power cut and comes back, while rows are taken, while files are on their way and while answers
# are fetched. The daemon goes on by itself, and everything ends as it does in peace.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# What is committed is on the disk.
postgres_start() {
	"$ROOT/script/postgres" start "$WORLD"
}

# An immediate shutdown: every connection is cut, nothing is flushed, the log is played back at the start.
database_dies() {
	local pid
	pid=$(head -n 1 "$WORLD/pg/data/postmaster.pid")
	kill -QUIT "$pid"
	wait_for 20 "PostgreSQL to die" is_gone "$pid"
	postgres_start
}

# In the war the database dies as soon as CONDITION is true; in peace nothing happens.
strike() { # LIFE CONDITION
	[ "$1" = war ] || return 0
	wait_for 20 "$2" is_true "$2" || fail "waited in vain until $2"
	database_dies
	STRIKES=$((STRIKES + 1))
}

many_rows() {
	local i
	for i in {100..699}; do
		invoice_row "LATER-$i" "L$i" 2026-12-20 50.00
	done
}

live() { # LIFE
	sim_put fate $'F1 protest\nF2 protest\nF3 pay\nF4 protest'
	drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)" \
		"$(invoice_row FAT-3 F3 2026-01-20 300.00)" \
		"$(invoice_row FAT-4 F4 2026-01-20 400.00 3509502 Campinas SP 13010000)" "$(many_rows)"
	strike "$1" "EXISTS (SELECT FROM apontad.invoice)"
	world_settle
	sim_fault "Remessa delay 700"
	world_at 2026-03-02T08:30:00-03:00
	strike "$1" "EXISTS (SELECT FROM apontad.message WHERE kind = 'B' AND state = 'sending')"
	world_settle
	at "2026-03-02 10:30"
	sim_fault "Confirmacao delay 700"
	world_at 2026-03-03T09:30:00-03:00
	strike "$1" "EXISTS (SELECT FROM apontad.lane WHERE name = 'collect' AND lease_until IS NOT NULL)"
	world_settle
	sim_fault "Desistencia delay 700"
	drop_rows payment.csv "$(payment_row FAT-2 PAG-2 200.00 2026-03-03T10:00:00-03:00)"
	strike "$1" "EXISTS (SELECT FROM apontad.message WHERE kind = 'DP' AND state = 'sending')"
	world_settle
	days 2026-03-04 2026-03-09
	drop_rows late-payment.csv "$(payment_row FAT-1 PAG-1 100.00 2026-03-09T15:30:00-03:00)"
	strike "$1" "EXISTS (SELECT FROM apontad.event WHERE what = 'CAUSE_AROSE' AND detail LIKE 'PAG-1%')"
	world_settle
	days 2026-03-10 2026-03-11
	expect_promises
}

# What must not depend on it.
account() {
	world_totals | jq -S .
	sim_get books | jq -S 'del(.files, .now)'
	world_sql "SELECT i.external_id, e.state, n.kind, n.turn, n.state, n.outcome FROM apontad.invoice i
		LEFT JOIN apontad.escalation e ON e.invoice_id = i.id LEFT JOIN apontad.instruction n ON n.escalation_id = e.id
		WHERE i.external_id LIKE 'FAT%' ORDER BY 1, 3, 4"
}

whole_life() { # LIFE
	STRIKES=0
	world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
	at "2026-03-02 06:01"
	live "$1"
	[ "$1" = peace ] || expect "strikes" 5 "$STRIKES"
	account
}

# An error inside of $(...) ends it, and us.
shopt -s inherit_errexit
PEACE=$(whole_life peace)
WAR=$(whole_life war)
diff -u <(echo "$PEACE") <(echo "$WAR") >&2 || fail "the database died, and it shows"
pass "PostgreSQL died five times, and all ended as in peace"
