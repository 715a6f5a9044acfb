#!/usr/bin/env bash
# The CRA refuses one comarca of a file and takes the others. The refused title goes to a person with the CRA's reason,
# the others go on, and a payment closes what was refused.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_put refuse "3509502 2106"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" \
	"$(invoice_row FAT-2 F2 2026-01-20 200.00 3509502 Campinas SP 13010001)" \
	"$(invoice_row FAT-3 F3 2026-01-20 300.00 3548500 Santos SP 11010001)"
world_settle
days 2026-03-02 2026-03-03
expect "files" 1 "$(files B)"
expect_state FAT-2 RETURNED
expect_told findings REFUSED_BY_CRA FAT-2 2106
expect "sent, confirmed, refused" "[3,2,1]" "$(world_totals | jq -c '.protest | [.sent, .confirmed, .refused]')"
expect "lotes" "3509502 refused, 3548500 accepted, 3550308 accepted" \
	"$(world_sql "SELECT string_agg(comarca_ibge || ' ' || state, ', ' ORDER BY comarca_ibge) FROM apontad.lote")"

drop_at "2026-03-04 10:00" "$(payment_row FAT-2 PAG-2 200.00 2026-03-04T09:00:00-03:00)"
expect_state FAT-2 CLOSED
expect "requests for what the notary never had" 0 "$(files DP)"
# The sequence of the refused lote was not used up: the next file to this comarca has it again.
drop_rows more.csv "$(invoice_row FAT-4 F4 2026-01-21 400.00 3509502 Campinas SP 13010001)"
days 2026-03-05 2026-03-10
expect "states" "PROTESTED PROTESTED CLOSED" "$(state FAT-1) $(state FAT-3) $(state FAT-2)"
expect_state FAT-4 NOTIFIED
expect "at the notary" "protested, , protested, confirmed" \
	"$(at_the_notary F1), $(at_the_notary F2), $(at_the_notary F3), $(at_the_notary F4)"
expect_promises
pass "one comarca was refused, the others went on"
