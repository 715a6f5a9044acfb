# A whole world in one folder: PostgreSQL, the simulated CRA, the daemon, and one clock for all of them. Shared by
# script/demo and the journeys. Sourced after lib.sh, never run.
# shellcheck shell=bash
#
#   WORLD        the folder; world_open makes it, world_close removes it (unless WORLD_KEEP=yes)
#   BIN          where apontad, apontactl and apontasim were built
#   CREDITOR     the creditor of the configuration
#
# Every process started here is ended by its id, however the script ends.

BIN=${BIN:-$BUILD_DIR}
CREDITOR=exemplo
PRESENTER=ZZ9
WORLD=""
WORLD_KEEP=${WORLD_KEEP:-no}
SIM_PID=""
DAEMON_PID=""

# The simulator has no share of one seed with the portfolio: it hashes it with each title.
WORLD_SEED=${WORLD_SEED:-1}
WORLD_SETTLE_SECONDS=${WORLD_SETTLE_SECONDS:-120}

world_open() {
	WORLD=$(mktemp -d "${TMPDIR:-/tmp}/apontad-world.XXXXXX")
	mkdir "$WORLD/inbox" "$WORLD/staging" "$WORLD/log" "$WORLD/conf"
	trap 'world_exit $?' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# What ends a script, whichever way it ends: stop what was started, keep or remove the folder.
world_exit() {
	local status=$1
	trap - EXIT INT TERM HUP
	set +e
	world_stop
	if sanitizers_found && [ "$status" -eq 0 ]; then
		note "a sanitizer found something"
		status=1
	fi
	[ "$status" -eq 0 ] || world_tell_trouble >&2
	if [ "$WORLD_KEEP" = yes ]; then
		note "everything is kept in $WORLD"
	else
		rm -rf "$WORLD"
	fi
	exit "$status"
}

# A program built with sanitizers tells what it found in its log, whatever its exit status was.
sanitizers_found() {
	grep -q -E 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$WORLD"/log/*.log 2>/dev/null
}

world_tell_trouble() {
	local log
	for log in "$WORLD"/log/*.log; do
		[ -s "$log" ] || continue
		echo "--- the end of ${log##*/}"
		tail -n "${WORLD_TAIL:-40}" "$log"
	done
	grep -E 'ERROR|FATAL|PANIC' "$WORLD/pg/server.log" | sed 's/^/PostgreSQL: /' | tail -n "${WORLD_TAIL:-40}"
}

world_stop() {
	[ -z "$DAEMON_PID" ] || end_process "$DAEMON_PID"
	[ -z "$SIM_PID" ] || end_process "$SIM_PID"
	DAEMON_PID="" SIM_PID=""
	"$ROOT/script/postgres" stop "$WORLD" || true
}

# --- the parts -------------------------------------------------------------------------------------------------------

postgres_start() {
	"$ROOT/script/postgres" start "$WORLD" --fast
}

# sim_start [OPTION...]: the simulated CRA. Options are apontasim's.
sim_start() {
	rm -f "$WORLD/sim.port" "$WORLD/sim.sock"
	"$BIN/apontasim" cra --listen 127.0.0.1:0 --port-file "$WORLD/sim.port" --cert "$WORLD/pki/server.pem" \
		--key "$WORLD/pki/server.key" --control "$WORLD/sim.sock" --user exemplo \
		--password-file "$WORLD/conf/cra.password" --presenter "$PRESENTER=EMPRESA FICTICIA EXEMPLO LTDA" \
		--dialect cra21 --seed "$WORLD_SEED" "$@" </dev/null >>"$WORLD/log/apontasim.log" 2>&1 &
	SIM_PID=$!
	wait_for 20 "the simulator to listen" sim_is_settled
	is_alive "$SIM_PID" || die "the simulator did not start"
}

# It listens, or it has ended already.
sim_is_settled() {
	{ [ -s "$WORLD/sim.port" ] && [ -S "$WORLD/sim.sock" ]; } || is_gone "$SIM_PID"
}

world_configure() {
	cp -R "$ROOT/conf/profiles" "$ROOT/conf/ladders" "$WORLD/conf/"
	cat >"$WORLD/conf/apontad.conf" <<CONF
database = "$("$ROOT/script/postgres" conninfo "$WORLD" apontad_daemon)";
workers = ${WORLD_WORKERS:-2};
poll_ms = 50;
lease_s = 180;
inbox = "$WORLD/inbox";
log = "${WORLD_LOG:-notice}";
creditors = ( {
  code = "$CREDITOR"; name = "Empresa Ficticia Exemplo Ltda"; taxid = "11222333000181";
  address = { street = "Rua das Acacias, 100"; district = "Centro"; cep = "01001000"; city = "Sao Paulo"; uf = "SP";
    ibge = "3550308"; };
} );
accounts = ( {
  code = "$CREDITOR-sp"; creditor = "$CREDITOR"; profile = "${WORLD_PROFILE:-cra21}";
  endpoint = "https://127.0.0.1:$(cat "$WORLD/sim.port")/crasp/xml/protestos.php"; ca_file = "$WORLD/pki/ca.pem";
  presenter_code = "$PRESENTER"; presenter_name = "EMPRESA FICTICIA EXEMPLO LTDA"; agency = "0001000000012"; uf = "SP";
  user = "exemplo"; password_file = "$WORLD/conf/cra.password"; identity = "exemplo";
} );
identities = ( {
  name = "exemplo"; certificate = "$WORLD/pki/signer.pem"; key = "$WORLD/pki/signer.key";
  purposes = [ "xml-detached", "xml-enveloped", "cms-attached", "cms-detached" ];
} );
CONF
	# The owner of the database migrates it and moves the sandbox clock; the daemon may do neither.
	sed "s|user=apontad_daemon|user=postgres|" "$WORLD/conf/apontad.conf" >"$WORLD/conf/owner.conf"
}

# Run a command of apontactl as the daemon's role, or as the owner of the database.
ctl() {
	"$BIN/apontactl" "$@" --config "$WORLD/conf/apontad.conf"
}

ctl_owner() {
	"$BIN/apontactl" "$@" --config "$WORLD/conf/owner.conf"
}

world_sql() {
	psql -X -q -At -v ON_ERROR_STOP=1 "$("$ROOT/script/postgres" conninfo "$WORLD")" -c "$1"
}

daemon_start() {
	"$BIN/apontad" --config "$WORLD/conf/apontad.conf" </dev/null >>"$WORLD/log/apontad.log" 2>&1 &
	DAEMON_PID=$!
}

daemon_stop() {
	end_process "$DAEMON_PID"
	DAEMON_PID=""
}

# world_start TIME [SIMULATOR OPTION...]: everything up, the clock at TIME ("2026-03-02T06:00:00-03:00").
world_start() {
	local at=$1
	shift
	world_open
	"$ROOT/script/pki" "$WORLD/pki" >"$WORLD/log/pki.log" 2>&1
	(umask 077 && echo "a password of no worth" >"$WORLD/conf/cra.password")
	postgres_start
	sim_start "$@"
	world_configure
	ctl_owner migrate --sandbox >"$WORLD/log/migrate.log" 2>&1
	# A new sandbox stands at the real time; before anything has happened it may be put back.
	ctl_owner clock set "$at"
	sim_put clock "$at"
	daemon_start
}

# --- the course of things --------------------------------------------------------------------------------------------

# Move both clocks; the counterparty's first, so that it is ready for what the daemon then does.
world_at() {
	sim_put clock "$1"
	ctl_owner clock set "$1" >/dev/null
}

# Wait until no stage has anything due.
world_settle() {
	ctl settle --timeout "$WORLD_SETTLE_SECONDS" >/dev/null || {
		is_alive "$DAEMON_PID" || note "the daemon has ended"
		die "the daemon did not settle within $WORLD_SETTLE_SECONDS s"
	}
}

# world_drop FILE [NAME]: put a copy into the drop folder, whole or not at all.
world_drop() {
	local name=${2:-${1##*/}}
	cp "$1" "$WORLD/staging/$name"
	mv "$WORLD/staging/$name" "$WORLD/inbox/$name"
}

# Our totals with the counterparty's own books: the one object of `script/demo --json`.
world_totals() {
	local ours
	ours=$(ctl totals --json)
	sim_get books | jq -c --argjson ours "$ours" '$ours + {counterparty: {duplicates, violations}}'
}

# --- the counterparty's control socket -------------------------------------------------------------------------------

sim_put() {
	curl -sS --fail-with-body --max-time 20 --unix-socket "$WORLD/sim.sock" -X PUT --data-binary "$2" \
		"http://sim/$1" >"$WORLD/log/sim-put.out" || {
		cat "$WORLD/log/sim-put.out" >&2
		die "the simulator did not take $1: $2"
	}
}

sim_get() {
	curl -sS --fail --max-time 20 --unix-socket "$WORLD/sim.sock" "http://sim/$1"
}

# sim_fault "Remessa drop_after": what goes wrong on the way. sim_fate "F000123 pay": what the notary does.
sim_fault() {
	sim_put fault "$1"
}

sim_fate() {
	sim_put fate "$1"
}

# Every line of FILE as a fate, over one connection.
sim_fates() {
	local file=$1
	[ -s "$file" ] || return 0
	awk -v socket="$WORLD/sim.sock" '{
		printf "%sunix-socket = \"%s\"\nurl = \"http://sim/fate\"\n", (NR > 1 ? "next\n" : ""), socket
		printf "request = \"PUT\"\ndata-binary = \"%s\"\noutput = \"/dev/null\"\nfail\n", $0
	}' "$file" >"$WORLD/fates.curl"
	curl -sS -K "$WORLD/fates.curl"
}
