#!/usr/bin/env bash
# The debtor pays at the notary in the three days. The money is there on the next business day (Lei 9.492/1997 art. 19
# par. 2). A slip that was paid and has not cleared (andamento AK) is not money yet.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_fate "F1 pay"
sim_fate "F2 slip"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
world_settle
days 2026-03-02 2026-03-12
expect_state FAT-1 CLOSED_PAID
expect_state FAT-2 CLOSED_PAID
expect "the slip" t "$(world_sql "SELECT '$(course FAT-2)' LIKE '% PAY_PENDING %PAID_NOTARY CLOSED_PAID'")"
expect "without a slip" t "$(world_sql "SELECT '$(course FAT-1)' LIKE '% PAID_NOTARY CLOSED_PAID'
	AND '$(course FAT-1)' NOT LIKE '%PAY_PENDING%'")"
expect "paid at the notary" 2 "$(total .protest.paid_at_notary)"
expect "settled" 2 "$(world_sql "SELECT count(*) FROM apontad.invoice WHERE settled_at IS NOT NULL")"
expect "at the notary" "paid paid" "$(at_the_notary F1) $(at_the_notary F2)"
expect_removals 0 0
expect "open" 0 "$(total .protest.open)"
expect "findings" 0 "$(total .findings)"

# What the notary told of its costs is the debtor's, who paid them with the title (LP art. 37).
expect "costs" '[3260,0,0,0]' "$(world_totals | jq -c '.expenses | [.debtor_cents, .presenter_cents, .creditor_cents, .open_cents]')"
expect "fields of FAT-1" '[[35,1100,"debtor"],[50,480,"debtor"]]' \
	"$(ctl explain FAT-1 --json | jq -c '[.escalations[].expenses[] | [.field, .cents, .owed_by]]')"
expect "who advances them" '["postponed"]' "$(ctl explain FAT-1 --json | jq -c '[.escalations[].fee_mode]')"
expect "the notary's own day" 2 "$(ctl deadlines --standing met --json |
	jq '[.[] | select(.name == "triduo" and .told_on != null)] | length')"

# What the platform books of it later is taken, and moves nothing.
drop_at "2026-03-13 10:00" "$(payment_row FAT-1 PAG-1 100.00 2026-03-13T09:00:00-03:00)"
expect_state FAT-1 CLOSED_PAID
expect_promises
pass "paid at the notary, with and without a slip"
