# A whole world in one folder: PostgreSQL, the simulated CRA, the daemon, and one clock for all of them. Shared by
# script/demo and the journeys. Sourced after lib.sh, never run.
# shellcheck shell=bash
#
#   WORLD        the folder; world_open makes it, world_close removes it (unless WORLD_KEEP=yes)
#   BUREAUS      the bureaus of this world beside its CRA: serasa or serasa-file, and spc; none unless a script says so
#   WORLD_LADDER the ladder of its debts; "bureaus" is a ladder of the world's bureaus, each in its time, without protest
#   BIN          where apontad, apontactl and apontasim were built
#   STEER_BIN    where the apontactl is that moves the clock and waits; BIN unless said
#   CREDITOR     the creditor of the configuration
#   WORLD_MAIL   yes: debtors are told. A mail server keeps what it takes in $WORLD/mail, a platform what it is handed in
#                $WORLD/platform; both misbehave by a file `switch` there (tests/journey/mail_server.py, platform_server.py)
#   WORLD_MAIL_TLS starttls, or implicit: the mail server speaks TLS from the first byte
#   WORLD_PKI    a folder that script/pki has filled, to be used by many worlds; empty to make certificates anew
#
# Every process started here is ended by its id, however the script ends.

BIN=${BIN:-$BUILD_DIR}
CREDITOR=exemplo
CREDITOR_TAXID=11222333000181
SERASA_OPTIONS=()
SPC_OPTIONS=()
PRESENTER=ZZ9
WORLD=""
WORLD_KEEP=${WORLD_KEEP:-no}
SIM_PIDS=()
DAEMON_PID=""
BUREAUS=${BUREAUS:-}
WORLD_MAIL=${WORLD_MAIL:-no}
WORLD_MAIL_TLS=${WORLD_MAIL_TLS:-starttls}
# Debian's own: aiosmtpd is a package of it.
WORLD_PYTHON=${WORLD_PYTHON:-/usr/bin/python3}

# The simulator has no share of one seed with the portfolio: it hashes it with each title.
WORLD_SEED=${WORLD_SEED:-1}
WORLD_SETTLE_SECONDS=${WORLD_SETTLE_SECONDS:-120}

world_open() {
	WORLD=$(mktemp -d "${TMPDIR:-/tmp}/apontad-world.XXXXXX")
	mkdir "$WORLD/inbox" "$WORLD/staging" "$WORLD/log" "$WORLD/conf" "$WORLD/to-serasa" "$WORLD/from-serasa"
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
	local pid
	for pid in "${SIM_PIDS[@]}"; do
		end_process "$pid"
	done
	DAEMON_PID="" SIM_PIDS=()
	"$ROOT/script/postgres" stop "$WORLD" || true
}

# --- the parts -------------------------------------------------------------------------------------------------------

postgres_start() {
	"$ROOT/script/postgres" start "$WORLD" --fast
}

# server_run NAME SCRIPT [OPTION...]: a server of tests/journey, with its port, box and log by its name.
server_run() {
	local name=$1 script=$2 pid
	shift 2
	mkdir -p "$WORLD/$name"
	rm -f "$WORLD/$name.port"
	"$WORLD_PYTHON" "$ROOT/tests/journey/$script" --box "$WORLD/$name" --port-file "$WORLD/$name.port" \
		--cert "$WORLD/pki/server.pem" --key "$WORLD/pki/server.key" "$@" </dev/null >>"$WORLD/log/$name.log" 2>&1 &
	pid=$!
	SIM_PIDS+=("$pid")
	wait_for 20 "the server of $name to listen" server_is_settled "$name" "$pid"
	is_alive "$pid" || die "the server of $name did not start"
}

server_is_settled() {
	[ -s "$WORLD/$1.port" ] || is_gone "$2"
}

# What is told to debtors ends here.
mail_start() {
	(umask 077 && echo "a password of no worth" >"$WORLD/conf/mail.password" &&
		printf 'whsec_%s\n' "$(printf 'a secret of no worth at all, for tests' | base64 -w 0)" >"$WORLD/conf/platform.secret")
	local tls=()
	[ "$WORLD_MAIL_TLS" != implicit ] || tls=(--implicit)
	server_run mail mail_server.py --user exemplo --password-file "$WORLD/conf/mail.password" "${tls[@]}"
	server_run platform platform_server.py --secret-file "$WORLD/conf/platform.secret"
}

# The groups of the configuration that go with them.
mail_conf() {
	[ "$WORLD_MAIL" = yes ] || return 0
	cat <<CONF
mail = {
  server = "localhost:$(cat "$WORLD/mail.port")"; user = "exemplo"; password_file = "$WORLD/conf/mail.password";
  tls = "$WORLD_MAIL_TLS"; from = "cobranca@exemplo.invalid"; ca_file = "$WORLD/pki/ca.pem";
};
platform = {
  url = "https://localhost:$(cat "$WORLD/platform.port")/hooks"; secret_file = "$WORLD/conf/platform.secret";
  ca_file = "$WORLD/pki/ca.pem";
};
notices = { ${WORLD_NOTICES:-} };
CONF
}

# Has this world a bureau of that name?
has_bureau() {
	[[ " $BUREAUS " == *" $1 "* ]]
}

# sim_run NAME PROGRAM [OPTION...]: a simulated counterparty, with its port, socket and log by its name.
sim_run() {
	local name=$1 program=$2 pid
	shift 2
	rm -f "$WORLD/$name.port" "$WORLD/$name.sock"
	"$BIN/apontasim" "$program" --listen 127.0.0.1:0 --port-file "$WORLD/$name.port" --cert "$WORLD/pki/server.pem" \
		--key "$WORLD/pki/server.key" --control "$WORLD/$name.sock" --seed "$WORLD_SEED" "$@" \
		</dev/null >>"$WORLD/log/apontasim-$name.log" 2>&1 &
	pid=$!
	SIM_PIDS+=("$pid")
	wait_for 20 "the simulator of $name to listen" sim_is_settled "$name" "$pid"
	is_alive "$pid" || die "the simulator of $name did not start"
}

# It listens, or it has ended already.
sim_is_settled() {
	{ [ -s "$WORLD/$1.port" ] && [ -S "$WORLD/$1.sock" ]; } || is_gone "$2"
}

# sim_start [OPTION...]: the simulated CRA. Options are apontasim's.
sim_start() {
	sim_run sim cra --user exemplo --password-file "$WORLD/conf/cra.password" \
		--presenter "$PRESENTER=EMPRESA FICTICIA EXEMPLO LTDA" --dialect cra21 "$@"
}

# The bureaus of this world; what they do by chance is in SERASA_OPTIONS and SPC_OPTIONS.
bureaus_start() {
	if has_bureau serasa || has_bureau serasa-file; then
		sim_run serasa serasa --client-id exemplo --client-secret-file "$WORLD/conf/serasa.password" \
			--creditor "$CREDITOR_TAXID" --hook-auth basic --hook-user serasa \
			--hook-secret-file "$WORLD/conf/hook.password" --hook-ca "$WORLD/pki/ca.pem" \
			--folder-in "$WORLD/to-serasa" --folder-out "$WORLD/from-serasa" "${SERASA_OPTIONS[@]}"
	fi
	if has_bureau spc; then
		sim_run spc spc --operator 1234 --password-file "$WORLD/conf/spc.password" "${SPC_OPTIONS[@]}"
	fi
}

# The ladder "bureaus": Serasa from the twelfth day, SPC from the fifteenth.
ladder_of_bureaus() {
	local bureau days=12 steps=""
	for bureau in $BUREAUS; do
		bureau=${bureau%-file}
		steps+="${steps:+, }{ name = \"$bureau\"; days_late = $days; amount_min = \"1.00\"; action = \"$bureau\"; }"
		days=15
	done
	printf 'name = "bureaus";\nsteps = ( %s );\n' "$steps"
}

world_configure() {
	cp -R "$ROOT/conf/profiles" "$ROOT/conf/ladders" "$ROOT/conf/rules" "$ROOT/conf/notices" \
		"$WORLD/conf/"
	[ "${WORLD_LADDER:-}" != bureaus ] || ladder_of_bureaus >"$WORLD/conf/ladders/bureaus.conf"
	cat >"$WORLD/conf/apontad.conf" <<CONF
database = "$("$ROOT/script/postgres" conninfo "$WORLD" apontad_daemon)";
workers = ${WORLD_WORKERS:-2};
poll_ms = 50;
lease_s = 180;
inbox = "$WORLD/inbox";
log = "${WORLD_LOG:-notice}";
default_ladder = "${WORLD_LADDER:-default}";
creditors = ( {
  code = "$CREDITOR"; name = "Empresa Ficticia Exemplo Ltda"; taxid = "$CREDITOR_TAXID";
  address = { street = "Rua das Acacias, 100"; district = "Centro"; cep = "01001000"; city = "Sao Paulo"; uf = "SP";
    ibge = "3550308"; }; contact = { email = "contesta@exemplo.invalid"; phone = "+55 11 5550-0100"; };$(four_eyes)
} );
accounts = ( {
  code = "$CREDITOR-sp"; creditor = "$CREDITOR"; profile = "${WORLD_PROFILE:-cra21}";
  endpoint = "https://127.0.0.1:$(cat "$WORLD/sim.port")/crasp/xml/protestos.php"; ca_file = "$WORLD/pki/ca.pem";
  presenter_code = "$PRESENTER"; presenter_name = "EMPRESA FICTICIA EXEMPLO LTDA"; agency = "0001000000012"; uf = "SP";
  user = "exemplo"; password_file = "$WORLD/conf/cra.password"; identity = "exemplo";
}$(bureau_accounts) );
identities = ( {
  name = "exemplo"; certificate = "$WORLD/pki/signer.pem"; key = "$WORLD/pki/signer.key";
  cnpj_oid = "2.16.76.1.3.3";
  purposes = [ "xml-detached", "xml-enveloped", "cms-attached", "cms-detached", "jws-detached" ];
} );
CONF
	if has_bureau serasa; then
		cat >>"$WORLD/conf/apontad.conf" <<CONF
door = {
  listen = "127.0.0.1:0"; port_file = "$WORLD/door.port"; certificate = "$WORLD/pki/server.pem";
  key = "$WORLD/pki/server.key"; database = "$("$ROOT/script/postgres" conninfo "$WORLD" apontad_door)";
};
CONF
	fi
	mail_conf >>"$WORLD/conf/apontad.conf"
	# The owner of the database migrates it and moves the sandbox clock; the daemon may do neither.
	sed "s|user=apontad_daemon|user=postgres|" "$WORLD/conf/apontad.conf" >"$WORLD/conf/owner.conf"
}

# The creditor's policy for large debts: the amount WORLD_FOUR_EYES, "" for none.
four_eyes() {
	[ -z "${WORLD_FOUR_EYES:-}" ] || printf ' four_eyes = { amount = "%s"; };' "$WORLD_FOUR_EYES"
}

# The accounts at the bureaus of this world, as they stand behind the CRA's.
bureau_accounts() {
	if has_bureau serasa; then
		cat <<CONF
, {
  code = "$CREDITOR-serasa"; creditor = "$CREDITOR"; channel = "serasa"; profile = "serasa-rest";
  endpoint = "https://127.0.0.1:$(cat "$WORLD/serasa.port")"; ca_file = "$WORLD/pki/ca.pem"; nature = "DP";
  area = "0001"; user = "exemplo"; password_file = "$WORLD/conf/serasa.password"; identity = "exemplo";
  hook_auth = "basic"; hook_user = "serasa"; hook_secret_file = "$WORLD/conf/hook.password";
}
CONF
	elif has_bureau serasa-file; then
		cat <<CONF
, {
  code = "$CREDITOR-serasa"; creditor = "$CREDITOR"; channel = "serasa"; profile = "serasa-file"; nature = "DP";
  contact_name = "COBRANCA FICTICIA"; contact_area_code = "11"; contact_phone = "30000000"; identity = "exemplo";
  send_folder = "$WORLD/to-serasa"; return_folder = "$WORLD/from-serasa";
}
CONF
	fi
	if has_bureau spc; then
		cat <<CONF
, {
  code = "$CREDITOR-spc"; creditor = "$CREDITOR"; channel = "spc"; profile = "spc"; nature = "104";
  endpoint = "https://127.0.0.1:$(cat "$WORLD/spc.port")/spc/remoting/ws/insumo/spc/spcWebService";
  ca_file = "$WORLD/pki/ca.pem"; user = "1234"; password_file = "$WORLD/conf/spc.password"; identity = "exemplo";
}
CONF
	fi
}

# Run a command of apontactl as the daemon's role, or as the owner of the database. What only steers the world may be a
# quicker build of it.
ctl() {
	"$(bin_of_ctl)/apontactl" "$@" --config "$WORLD/conf/apontad.conf"
}

ctl_owner() {
	"$(bin_of_ctl)/apontactl" "$@" --config "$WORLD/conf/owner.conf"
}

bin_of_ctl() {
	if [ "${STEERS:-no}" = yes ]; then echo "${STEER_BIN:-$BIN}"; else echo "$BIN"; fi
}

world_sql() {
	psql -X -q -At -v ON_ERROR_STOP=1 "$("$ROOT/script/postgres" conninfo "$WORLD")" -c "$1"
}

daemon_start() {
	rm -f "$WORLD/door.port"
	"$BIN/apontad" --config "$WORLD/conf/apontad.conf" </dev/null >>"$WORLD/log/apontad.log" 2>&1 &
	DAEMON_PID=$!
	if has_bureau serasa; then
		wait_for 60 "the door to listen" door_is_settled
		is_alive "$DAEMON_PID" || die "the daemon did not start"
		bureau_put serasa hook "all https://127.0.0.1:$(cat "$WORLD/door.port")/hooks/$CREDITOR-serasa"
	fi
}

door_is_settled() {
	[ -s "$WORLD/door.port" ] || is_gone "$DAEMON_PID"
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
	[ -z "${WORLD_PKI:-}" ] || cp -R "$WORLD_PKI" "$WORLD/pki"
	"$ROOT/script/pki" "$WORLD/pki" >"$WORLD/log/pki.log" 2>&1
	local name
	for name in cra serasa spc hook; do
		(umask 077 && echo "a password of no worth" >"$WORLD/conf/$name.password")
	done
	postgres_start
	sim_start "$@"
	bureaus_start
	[ "$WORLD_MAIL" != yes ] || mail_start
	world_configure
	ctl_owner migrate --sandbox >"$WORLD/log/migrate.log" 2>&1
	# A new sandbox stands at the real time; before anything has happened it may be put back.
	ctl_owner clock set "$at"
	sims_at "$at"
	daemon_start
}

# --- the course of things --------------------------------------------------------------------------------------------

# The clocks of all counterparties. Serasa's webhooks that are due by then are with the door before this returns.
sims_at() {
	sim_put clock "$1"
	if has_bureau serasa || has_bureau serasa-file; then
		bureau_put serasa clock "$1"
	fi
	if has_bureau spc; then
		bureau_put spc clock "$1"
	fi
}

# Move all clocks; the counterparties' first, so that they are ready for what the daemon then does.
world_at() {
	sims_at "$1"
	STEERS=yes ctl_owner clock set "$1" >/dev/null
}

# Wait until no stage has anything due.
world_settle() {
	STEERS=yes ctl settle --timeout "$WORLD_SETTLE_SECONDS" >/dev/null || {
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

# Our totals with the counterparties' own books: the one object of `script/demo --json`.
world_totals() {
	local ours
	ours=$(ctl totals --json)
	sims_books | jq -c --slurp --argjson ours "$ours" '$ours + {counterparty: {
		duplicates: (map(.duplicates) | add), violations: (map(.violations) | add)}}'
}

# The books of every counterparty, one object each.
sims_books() {
	sim_get books
	if has_bureau serasa || has_bureau serasa-file; then
		bureau_get serasa books
	fi
	if has_bureau spc; then
		bureau_get spc books
	fi
}

# --- the counterparties' control sockets -----------------------------------------------------------------------------

# bureau_put NAME PATH BODY, bureau_get NAME PATH: of serasa and spc; sim_put and sim_get are of the CRA.
bureau_put() {
	curl -sS --fail-with-body --max-time 60 --unix-socket "$WORLD/$1.sock" -X PUT --data-binary "$3" \
		"http://sim/$2" >"$WORLD/log/sim-put.out" || {
		cat "$WORLD/log/sim-put.out" >&2
		die "the simulator of $1 did not take $2: $3"
	}
}

bureau_get() {
	curl -sS --fail --max-time 20 --unix-socket "$WORLD/$1.sock" "http://sim/$2"
}

sim_put() {
	bureau_put sim "$@"
}

sim_get() {
	bureau_get sim "$@"
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
