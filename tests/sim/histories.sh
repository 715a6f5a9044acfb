#!/usr/bin/env bash
# A hundred thousand random histories hold every promise, on as many cores as there are; with sanitizers some of them.
#   HISTORIES=N: so many instead
set -euo pipefail
PROGRAM=tests/sim/histories
COUNT=${HISTORIES:-100000}
CORES=$(nproc)

if [ -z "${HISTORIES:-}" ] && grep -q '__asan_init' "$PROGRAM"; then
	COUNT=3000
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pids=()
start=1
for ((i = 0; i < CORES; i++)); do
	share=$(((COUNT + CORES - 1 - i) / CORES))
	"$PROGRAM" --from "$start" --count "$share" >"$work/$i" 2>&1 &
	pids+=($!)
	start=$((start + share))
done
failed=0
for pid in "${pids[@]}"; do
	wait "$pid" || failed=1
done
held=$(awk '/^histories: / { held += $2 } END { print held + 0 }' "$work"/*)
if [ "$failed" -ne 0 ]; then
	cat "$work"/*
fi
echo "histories: $held of $COUNT hold"
[ "$failed" -eq 0 ] && [ "$held" -eq "$COUNT" ]
