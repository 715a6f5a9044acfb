#!/usr/bin/env bash
# Súmula 548/STJ counts from the effective payment: a record that is shown waits until the money has cleared, and is
# removed in time then. What has not left yet does not leave: it is held at once, and closed when the money has cleared.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels

# The debtor of FAT-2 lives where the creditor does, so that it is held and nothing of it leaves.
held_row() {
	invoice_row FAT-2 F2 2026-02-18 300.00 | sed 's/"Rua das Palmeiras Ficticias, 15",Centro,01310100/"Rua das Acacias, 100",Centro,01001000/'
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 1234.56)" "$(held_row)"
world_settle
days 2026-03-02 2026-03-05
expect_listing FAT-2 serasa HELD
expect_listing FAT-2 spc HELD
expect_told findings HELD_BY_RULE FAT-2 serasa CONTACT_ADDRESS_BAD

# Before sending: nothing leaves any more, and the clearing closes it.
drop_at "2026-03-06 09:15" "$(payment_row FAT-2 PAG-2 300.00 2026-03-06T09:00:00-03:00 "")"
expect_told "history FAT-2" serasa HOLD_PLACED HELD "not cleared yet"
expect_told "history FAT-2" spc HOLD_PLACED HELD "not cleared yet"
drop_at "2026-03-06 09:20" "$(payment_row FAT-2 PAG-2 300.00 2026-03-06T09:00:00-03:00 2026-03-06T09:18:00-03:00)"
expect_listing FAT-2 serasa CLOSED
expect_listing FAT-2 spc CLOSED

at "2026-03-26 08:30"
expect_listing FAT-1 serasa ACTIVE
drop_at "2026-03-26 09:15" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-26T09:00:00-03:00 "")"
days 2026-03-27 2026-04-01
expect_listing FAT-1 serasa ACTIVE
expect_listing FAT-1 spc ACTIVE
expect "asked of the bureaus" "0" "$(world_sql "SELECT count(*) FROM apontad.instruction WHERE kind = 'remove'")"
expect "deadlines of removals that run" 0 "$(world_sql "SELECT count(*) FROM apontad.deadline d
	JOIN apontad.escalation e ON e.id = d.escalation_id WHERE d.name = 'removal' AND e.channel <> 'protest'")"

drop_at "2026-04-01 16:00" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-26T09:00:00-03:00 2026-04-01T15:50:00-03:00)"
expect_listing FAT-1 spc REMOVED
expect_listing FAT-1 serasa REMOVE_SENT
days 2026-04-02 2026-04-02
expect_listing FAT-1 serasa REMOVED
expect "in the bureaus' books" "removed removed" "$(at_the_bureau serasa F1) $(at_the_bureau spc F1)"
# Five business days from the clearing. Good Friday (3 April) counts: banks close, and no law makes it a holiday.
expect "last day of the removals" "2026-04-08" "$(world_sql "SELECT DISTINCT d.due_on FROM apontad.deadline d
	JOIN apontad.escalation e ON e.id = d.escalation_id WHERE d.name = 'removal' AND e.channel <> 'protest'")"
expect "never sent" "0" "$(world_sql "SELECT count(*) FROM apontad.instruction n JOIN apontad.escalation e
	ON e.id = n.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = 'FAT-2'")"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "shown until it cleared, removed in time, and never sent when it had not left"
