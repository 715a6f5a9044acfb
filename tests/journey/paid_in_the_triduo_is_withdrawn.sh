#!/usr/bin/env bash
# An invoice goes to protest; the creditor is paid in the three days of the law; the title is withdrawn in time, and the
# notary draws no protest (Lei 9.492/1997 arts. 12 and 16).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 1234.56)"
world_settle
sim_fate "F1 protest"

day 2026-03-02
expect "titles sent" 1 "$(total .protest.sent)"
day 2026-03-03
expect "titles confirmed" 1 "$(total .protest.confirmed)"

drop_rows payments.csv "$(payment_row FAT-1 PAG-1 1234.56 2026-03-03T15:40:00-03:00)"
world_at 2026-03-03T15:45:00-03:00
world_settle
expect "withdrawals asked" 1 "$(total .removals.asked)"

for on in 2026-03-04 2026-03-05 2026-03-06 2026-03-09 2026-03-10; do
	day "$on"
done
expect "withdrawn" 1 "$(total .protest.withdrawn)"
expect "costs, and who owes them" '[0,2234,0]' \
	"$(world_totals | jq -c '.expenses | [.debtor_cents, .presenter_cents, .creditor_cents]')"
expect "protested" 0 "$(total .protest.protested)"
expect "removals done" 1 "$(total .removals.done)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "paid after the protocol, withdrawn before the protest"
