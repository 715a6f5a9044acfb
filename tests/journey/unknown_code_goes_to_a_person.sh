#!/usr/bin/env bash
# A retorno brings a letter that no table has. It is kept, a person is told, and the title stays where it was.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_put fate "$(printf 'F1 result Q\nF2 result 8\n')"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)" \
	"$(invoice_row FAT-3 F3 2026-01-20 300.00)"
world_settle
days 2026-03-02 2026-03-09
expect "states" "NOTIFIED NOTIFIED PROTESTED" "$(state FAT-1) $(state FAT-2) $(state FAT-3)"
expect "unknown codes" 2 "$(findings unknown_code)"
expect_told findings unknown_code FAT-1 "'Q'"
expect_told findings unknown_code FAT-2 "'8'"
expect "told" "8 Q" "$(world_sql "SELECT string_agg(occurrence, ' ' ORDER BY occurrence) FROM apontad.told
	WHERE kind = 'result' AND occurrence <> '2'")"
day 2026-03-10
expect "unknown codes, asked again" 2 "$(findings unknown_code)"
expect_promises
pass "a letter that nobody knows moved nothing and was told once"
