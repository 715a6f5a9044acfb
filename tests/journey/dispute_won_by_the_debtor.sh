#!/usr/bin/env bash
# A debtor disputes a debt that is listed at SPC and Serasa. What is on its way is taken back or held, what is shown goes
# to a person (CDC art. 43 par. 3); when the debtor is right it is gone everywhere, and no later step is taken.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels

# event_row INVOICE CAUSE WHY
event_row() {
	jq -cn --arg creditor "$CREDITOR" --arg invoice "$1" --arg cause "$2" --arg why "$3" \
		'{record: "event", creditor: $creditor, invoice: $invoice, cause: $cause, why: $why}'
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 1234.56)" "$(invoice_row FAT-2 F2 2026-02-18 200.00)"
world_settle
days 2026-03-02 2026-03-04
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-2 serasa NOTICE_PENDING

# The platform tells FAT-2; a row that names no cause is told back.
{ event_row FAT-2 disputed "nao reconhece a compra"; event_row FAT-2 whim x; event_row FAT-2 paid x; } \
	>"$WORLD/events.jsonl"
world_drop "$WORLD/events.jsonl" events.jsonl
world_settle
expect "rejected rows" 2 "$(total .rejected_rows)"
days 2026-03-05 2026-03-25
expect "FAT-2 at Serasa" removed "$(at_the_bureau serasa F2)"
expect_told "hold list FAT-2" dispute "the platform" "nao reconhece"
expect_listing FAT-2 spc HELD
expect_state FAT-2 HELD

# FAT-1 is shown by now: a person decides, and nothing moves until then.
expect_listing FAT-1 serasa ACTIVE
cause=(--by "Maria Exemplo" --why "contestação 4711")
ctl cause FAT-1 disputed "${cause[@]}" >"$WORLD/log/cause.out"
world_settle
expect_listing FAT-1 serasa ACTIVE
[ "$(findings disputed)" -ge 2 ] || fail "findings of a dispute: $(findings disputed)"
ctl cause FAT-1 wrong_debtor "${cause[@]}" >"$WORLD/log/cause.out"
days 2026-03-26 2026-04-06
expect "at Serasa, at SPC" "removed removed" "$(at_the_bureau serasa F1) $(at_the_bureau spc F1)"
expect "at the notary" withdrawn "$(at_the_notary F1)"
expect "open holds of FAT-1" "dispute, fraud" "$(world_sql "SELECT string_agg(kind, ', ' ORDER BY kind) FROM apontad.hold h
	JOIN apontad.invoice i ON i.id = h.invoice_id WHERE i.external_id = 'FAT-1' AND lifted_at IS NULL")"
expect_told "history FAT-1" CAUSE_TOLD "wrong_debtor, told by Maria Exemplo: contestação 4711"
expect_promises
pass "disputed, held and taken back; the wrong debtor is gone from all three"
