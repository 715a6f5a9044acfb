#!/bin/sh
# The unit leaves little to an attacker: systemd's own measure of exposure stays at 1.1 or less as it is shipped, and at
# 1.0 or less once the administrator has listed the addresses (what remains is the network itself).
set -eu
unit=systemd/apontad.service
command -v systemd-analyze >/dev/null || exit 77
systemd-analyze security --offline=true --help >/dev/null 2>&1 || exit 77

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
measure() { # FILE LIMIT, in tenths
	systemd-analyze security --offline=true --no-pager --threshold="$2" "$1" >"$folder/report" || {
		cat "$folder/report"
		echo "FAIL: $1 is more exposed than $2 tenths" >&2
		exit 1
	}
	tail -n 1 "$folder/report"
}

measure "$unit" 11
sed 's/^#IPAddress/IPAddress/' "$unit" >"$folder/apontad.service"
measure "$folder/apontad.service" 10
if grep -n '@[a-z]*dir@' "$unit"; then
	echo "FAIL: a directory was not filled in" >&2
	exit 1
fi
