# Helpers that the scripts share. Sourced, never run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD_DIR=${BUILD_DIR:-$ROOT/build}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

note() {
	printf '%s\n' "$*" >&2
}

is_root() {
	[ "$(id -u)" -eq 0 ]
}

# Run as root, by sudo when we are somebody else.
as_root() {
	if is_root; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "root is needed for: $* (run as root, or install sudo)"
	fi
}

# Run COMMAND with its output kept in LOG; show the end of LOG only when it fails.
quietly() {
	local log=$1 rc=0
	shift
	"$@" </dev/null >"$log" 2>&1 || rc=$?
	if [ "$rc" -ne 0 ]; then
		note "failed ($rc): $*"
		tail -n 60 "$log" >&2
	fi
	return "$rc"
}

# Wait until COMMAND is true, looking ten times a second. wait_for SECONDS WHAT COMMAND...
wait_for() {
	local turns=$(($1 * 10)) what=$2
	shift 2
	while ! "$@" >/dev/null 2>&1; do
		turns=$((turns - 1))
		if [ "$turns" -le 0 ]; then
			note "gave up waiting for $what"
			return 1
		fi
		sleep 0.1
	done
}

is_alive() {
	kill -0 "$1" 2>/dev/null
}

is_gone() {
	! is_alive "$1"
}

# End a process that we started: asked first, killed after ten seconds.
end_process() {
	local pid=$1
	is_alive "$pid" || return 0
	kill -TERM "$pid" 2>/dev/null || true
	wait_for 10 "process $pid to end" is_gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
}
