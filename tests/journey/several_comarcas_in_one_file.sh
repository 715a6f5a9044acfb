#!/usr/bin/env bash
# One file with a lote for each comarca. The CRA's list says which comarca takes the titles of a município: two
# municípios may share one. A co-debtor is a record more of the same title, and the withdrawal names the title once.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" \
	"$(invoice_row FAT-2 F2 2026-01-20 200.00 3510609 Carapicuiba SP 06310001)" \
	"$(invoice_row FAT-3 F3 2026-01-20 300.00 3534401 Osasco SP 06010001)" \
	"$(invoice_row FAT-4 F4 2026-01-20 400.00 3515707 "Ferraz de Vasconcelos" SP 08500001)" \
	"$(invoice_row FAT-5 F5 2026-01-20 500.00)" \
	"$(codebtor_row FAT-1 "Beltrana Exemplo" 11144477735)" "$(codebtor_row FAT-1 "Sicrano Exemplo Ltda" 12ABC34501DE35)" \
	"$(codebtor_row FAT-3 "Sicrana Exemplo" 12345678909)"
world_settle
at "2026-03-02 08:30"
expect "files" 1 "$(files B)"
expect "lotes" "3534401 3539806 3550308" \
	"$(world_sql "SELECT string_agg(comarca_ibge, ' ' ORDER BY comarca_ibge) FROM apontad.lote WHERE state = 'accepted'")"
name=$(export_last B "$WORLD/box")
"$BIN/apontactl" wire check --format cra-remessa-xml "$WORLD/box/$name" >"$WORLD/log/wire.out" ||
	fail "$(cat "$WORLD/log/wire.out")"
expect "records by lote" "3 1 4" "$("$BIN/apontactl" wire decode --format cra-remessa-xml "$WORLD/box/$name" |
	jq -r '[.lotes[].transactions | length] | join(" ")')"
expect "titles at the counterparty" 5 "$(sim_get books | jq .accepted)"

day 2026-03-03
expect "titles confirmed" 5 "$(total .protest.confirmed)"
drop_at "2026-03-03 15:40" "$(payment_row FAT-1 PAG-1 100.00 2026-03-03T15:30:00-03:00)" \
	"$(payment_row FAT-4 PAG-4 400.00 2026-03-03T15:30:00-03:00)"
expect "withdrawals" 1 "$(files DP)"
days 2026-03-04 2026-03-09
expect "at the notary" "withdrawn protested protested withdrawn protested" \
	"$(at_the_notary F1) $(at_the_notary F2) $(at_the_notary F3) $(at_the_notary F4) $(at_the_notary F5)"
expect "sent, withdrawn, protested" "[5,2,3]" "$(world_totals | jq -c '.protest | [.sent, .withdrawn, .protested]')"
expect_removals 2 2
expect_promises
pass "three comarcas for four municípios in one file, with co-debtors"
