#!/usr/bin/env bash
# An agreement stands in place of the debt from its first instalment on: until then a listing stays, then it goes within
# five business days (Súmula 548/STJ by analogy). Broken, the debt is listed anew, with a new notice.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="spc" WORLD_LADDER=bureaus
cause=(--by "Maria Exemplo" --why "acordo em 6 vezes" --agreement AC-1)

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 600.00)"
world_settle
days 2026-03-02 2026-03-25
expect_listing FAT-1 spc ACTIVE
ctl cause FAT-1 agreed "${cause[@]}" >"$WORLD/log/cause.out"
days 2026-03-26 2026-03-27
expect_listing FAT-1 spc ACTIVE
ctl cause FAT-1 agreed_and_paid "${cause[@]}" >"$WORLD/log/cause.out"
days 2026-03-30 2026-03-31
expect "at SPC" removed "$(at_the_bureau spc F1)"
expect_removals 1 1
expect "agreement" "AC-1 t f" "$(world_sql "SELECT external_id || ' ' || left((first_cleared_at IS NOT NULL)::text, 1)
	|| ' ' || left((broken_at IS NOT NULL)::text, 1) FROM apontad.agreement")"

ctl cause FAT-1 agreement_broken "${cause[@]}" >"$WORLD/log/cause.out"
days 2026-04-01 2026-04-02
expect_listing FAT-1 spc NOTICE_PENDING
expect "inclusions" 2 "$(world_sql "SELECT count(*) FROM apontad.instruction WHERE kind = 'include'")"
expect "open holds" 0 "$(world_sql "SELECT count(*) FROM apontad.hold WHERE lifted_at IS NULL")"
expect_promises
pass "agreed, kept; first instalment, gone; broken, listed anew"
