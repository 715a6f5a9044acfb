#!/usr/bin/env bash
# A payment that took a listing back comes back itself: the debt is owed again, decided anew and listed with a notice of
# its own (CDC art. 43 par. 2). Nothing is ever restored.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="spc" WORLD_LADDER=bureaus
cause=(--by "Maria Exemplo" --why "cheque devolvido, motivo 11")

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 600.00)"
world_settle
days 2026-03-02 2026-03-04
drop_at "2026-03-05 09:15" "$(payment_row FAT-1 PAG-1 600.00 2026-03-05T09:00:00-03:00)"
days 2026-03-06 2026-03-06
expect "at SPC" removed "$(at_the_bureau spc F1)"
decisions=$(world_sql "SELECT count(*) FROM apontad.decision")
! ctl cause FAT-1 reversed "${cause[@]}" 2>"$WORLD/log/cause.err" || fail "which payment?"
! ctl cause FAT-1 reversed "${cause[@]}" --payment PAG-9 2>"$WORLD/log/cause.err" || fail "no such payment"
expect "reversed for nothing" 0 "$(world_sql "SELECT count(*) FROM apontad.payment WHERE reversed_at IS NOT NULL")"
ctl cause FAT-1 reversed "${cause[@]}" --payment PAG-1 >"$WORLD/log/cause.out"
world_settle
days 2026-03-09 2026-03-10
expect_listing FAT-1 spc NOTICE_PENDING
expect "new decisions" 1 "$(($(world_sql "SELECT count(*) FROM apontad.decision") - decisions))"
expect "inclusions" 2 "$(world_sql "SELECT count(*) FROM apontad.instruction WHERE kind = 'include'")"
expect "sums" "0 0 t" "$(world_sql "SELECT received_cents || ' ' || cleared_cents || ' ' || left((settled_at IS NULL)::text, 1)
	FROM apontad.invoice")"
expect_told "history FAT-1" CAUSE_TOLD "reversed PAG-1, told by Maria Exemplo: cheque devolvido"
expect_promises
pass "paid and gone; reversed, decided and listed anew"
