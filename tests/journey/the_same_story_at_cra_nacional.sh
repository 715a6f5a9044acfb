#!/usr/bin/env bash
# CRA Nacional v2: a protest, a withdrawal and a release in its dialect.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034
WORLD_PROFILE=cra-nacional
story "CRA Nacional v2" --dialect nacional
