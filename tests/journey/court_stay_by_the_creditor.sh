#!/usr/bin/env bash
# The creditor tells of a judge's order before any answer of the notary does: no command leaves for the title, and what
# has not been sent is held until the order is revoked (Lei 9.492/1997 art. 17).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

cause=(--by "Maria Exemplo" --why "processo 1000000-00")

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle
days 2026-03-02 2026-03-03
ctl cause FAT-1 court_stay "${cause[@]}" >"$WORLD/log/cause.out"
expect_state FAT-1 STAYED
drop_rows later.csv "$(invoice_row FAT-2 F2 2026-02-02 200.00)"
world_settle
ctl cause FAT-2 court_stay "${cause[@]}" >"$WORLD/log/cause.out"
drop_at "2026-03-03 17:00" "$(payment_row FAT-1 PAG-1 100.00 2026-03-03T16:50:00-03:00)"
days 2026-03-04 2026-03-05
expect_state FAT-2 HELD
expect "commands" 0 "$(world_sql "SELECT count(*) FROM apontad.message WHERE kind IN ('DP', 'CP', 'AD', 'AC')")"
expect_told "hold list" FAT-1 court_order "Maria Exemplo"

ctl cause FAT-2 stay_revoked "${cause[@]}" >"$WORLD/log/cause.out"
days 2026-03-06 2026-03-06
expect "open holds of FAT-2" 0 "$(world_sql "SELECT count(*) FROM apontad.hold h JOIN apontad.invoice i
	ON i.id = h.invoice_id WHERE i.external_id = 'FAT-2' AND h.lifted_at IS NULL")"
[ -n "$(at_the_notary F2)" ] || fail "FAT-2 has not gone: $(course FAT-2)"
pass "stayed by the creditor's word; revoked, and presented"
