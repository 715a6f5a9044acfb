#!/usr/bin/env bash
# A debt at the notary is disputed, and nobody decides: before the protest can be drawn it is withdrawn for the debtor
# (Lei 9.492/1997 art. 16; policy). Decided in time for the creditor, it goes on.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

by=(--by "Maria Exemplo" --why "nao reconhece a compra")

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
world_settle
sim_fate "F1 protest"
sim_fate "F2 protest"
days 2026-03-02 2026-03-03
ctl cause FAT-1 disputed "${by[@]}" >"$WORLD/log/cause.out"
ctl cause FAT-2 disputed "${by[@]}" >>"$WORLD/log/cause.out"
day 2026-03-04
expect "withdrawals while there is time to decide" 0 "$(total .removals.asked)"
ctl hold lift "$(world_sql "SELECT h.id FROM apontad.hold h JOIN apontad.invoice i ON i.id = h.invoice_id
	WHERE i.external_id = 'FAT-2'")" "${by[@]}" >"$WORLD/log/hold.out"
days 2026-03-05 2026-03-11
expect "at the notary" "withdrawn protested" "$(at_the_notary F1) $(at_the_notary F2)"
expect_told "history FAT-1" WITHDRAW_SENT "nobody has decided the dispute in time"
expect "deadlines missed" 0 "$(total .deadlines.missed)"
expect_promises
pass "nobody decided, withdrawn; decided for the creditor, protested"
