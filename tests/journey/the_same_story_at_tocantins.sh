#!/usr/bin/env bash
# The CRA of Tocantins: a protest, a withdrawal and a release in its dialect.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034
WORLD_PROFILE=cra-tocantins
story "CRA of Tocantins" --dialect tocantins
