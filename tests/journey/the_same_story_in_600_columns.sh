#!/usr/bin/env bash
# The remessa in 600 columns and the requests in 127, as some CRAs still take them: a protest, a withdrawal and a release.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# A profile of the world's own, made from the one of CRA21.
story_prepare() {
	sed -e 's/^name = .*/name = "columns";/' -e 's/^shape = .*/shape = "600";/' \
		-e 's/^\(\t[a-z_]* = \)"a";/\1"127";/' -e 's/^request_money = .*/request_money = "cents";/' \
		"$ROOT/conf/profiles/cra21.conf" >"$WORLD/conf/profiles/columns.conf"
	reconfigure 's/profile = "cra21"/profile = "columns"/'
	at "2026-03-02 06:30"
}

story "600 columns"
