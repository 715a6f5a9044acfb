#!/usr/bin/env bash
# A hold keeps what has not left, however near it is, until the last one is lifted or its last day is over. A removal
# does not wait for one.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="spc" WORLD_LADDER=bureaus
by=(--by "Maria Exemplo" --why "carta do cliente 52998224725")

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-19 100.00)" "$(invoice_row FAT-2 F2 2026-02-19 200.00)"
world_settle
ctl hold place FAT-1 --kind dispute "${by[@]}" >"$WORLD/log/hold.out"
ctl hold place FAT-1 --kind legal --until 2026-03-05 "${by[@]}" >>"$WORLD/log/hold.out"
! ctl hold place FAT-1 --kind whim "${by[@]}" 2>"$WORLD/log/hold.err" || fail "a kind that there is not"
! ctl hold place FAT-1 --kind legal --until 2026-03-01 "${by[@]}" 2>"$WORLD/log/hold.err" || fail "a day that is over"
days 2026-03-02 2026-03-05
expect_listing FAT-1 spc HELD
expect_listing FAT-2 spc NOTICE_PENDING
expect "inclusions of FAT-1" 0 "$(world_sql "SELECT count(*) FROM apontad.instruction n
	JOIN apontad.escalation e ON e.id = n.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id
	WHERE i.external_id = 'FAT-1' AND n.sent_at IS NOT NULL")"
expect_told "hold list" dispute "Maria Exemplo" 'carta do cliente 529\.\*\*\*'
expect_told "hold list FAT-1" legal 2026-03-05

# The one lifts itself, the other is lifted: only then it goes.
days 2026-03-06 2026-03-06
expect_listing FAT-1 spc HELD
expect "open holds" 1 "$(world_sql "SELECT count(*) FROM apontad.hold WHERE lifted_at IS NULL")"
ctl hold lift "$(world_sql "SELECT id FROM apontad.hold WHERE kind = 'dispute'")" "${by[@]}" >>"$WORLD/log/hold.out"
days 2026-03-09 2026-03-09
expect_listing FAT-1 spc NOTICE_PENDING
expect_told "history FAT-1" HOLD_LIFTED 'carta do cliente' "Maria Exemplo"
expect "tax ids in events" 0 "$(world_sql "SELECT count(*) FROM apontad.event WHERE detail ~ '$DEBTOR'")"

# What is held and paid is taken back all the same.
ctl hold place FAT-2 --kind court_order "${by[@]}" >>"$WORLD/log/hold.out"
drop_at "2026-03-10 09:15" "$(payment_row FAT-2 PAG-2 200.00 2026-03-10T09:00:00-03:00)"
days 2026-03-11 2026-03-12
expect "FAT-2 at SPC" removed "$(at_the_bureau spc F2)"
expect_promises
pass "held by two, lifted by a day and by a person, listed; a removal did not wait"
