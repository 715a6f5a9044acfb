#!/usr/bin/env bash
# The notary sends a title back for a fault in it. A person is told which, in the layout's own words.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_put fate "$(printf 'F1 irregular 22\nF2 irregular 59\n')"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)" \
	"$(invoice_row FAT-3 F3 2026-01-20 300.00)"
world_settle
days 2026-03-02 2026-03-03
expect_state FAT-1 RETURNED
expect_state FAT-2 RETURNED
expect_told findings IRREGULAR FAT-1 "CEP do sacado incompatível com a praça de protesto"
expect_told findings IRREGULAR FAT-2 "Sacado Falecido"
expect_told "history FAT-1" IRREGULAR RETURNED "LP art. 9" "CEP do sacado"
number=$(world_sql "SELECT f.id FROM apontad.finding f JOIN apontad.escalation e ON e.id = f.escalation_id
	JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = 'FAT-2'")
ctl finding close "$number" --by "Maria Exemplo"
expect "findings" 1 "$(total .findings)"

days 2026-03-04 2026-03-09
expect "sent, confirmed, refused, protested" "[3,1,2,1]" \
	"$(world_totals | jq -c '.protest | [.sent, .confirmed, .refused, .protested]')"
expect_state FAT-3 PROTESTED
expect_promises
pass "sent back, explained, and the others went on"
