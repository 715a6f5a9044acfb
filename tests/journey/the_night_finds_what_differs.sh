#!/usr/bin/env bash
# The second net: what is paid and still shown is taken back by the night's reconciliation even when nobody heard of the
# payment; what cannot be mended by a rule is told to whom it belongs, once; a night without differences says so.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="spc" WORLD_LADDER=bureaus

owner_of() {
	world_sql "SELECT string_agg(DISTINCT owner, ' ') FROM apontad.finding WHERE kind = '$1' AND closed_at IS NULL"
}

# A certificate that began with 2020 and ends sixty days after the first of the nights below.
world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
"$ROOT/script/pki" "$WORLD/ending" --days $((($(date -d 2026-05-01 +%s) - $(date -d 2020-01-01 +%s)) / 86400)) \
	>"$WORLD/log/pki.log" 2>&1
reconfigure "s|$WORLD/pki/signer|$WORLD/ending/signer|g"
at "2026-03-02 06:30"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-10 100.00)" "$(invoice_row FAT-2 F2 2026-02-10 200.00)" \
	"$(invoice_row FAT-3 F3 2026-02-10 300.00)"
days 2026-03-02 2026-03-02
expect_listing FAT-1 spc NOTICE_PENDING
expect "nights that found something" 0 "$(world_sql "SELECT count(*) FROM apontad.reconciliation WHERE differences > 0")"

# A payment that is on record and moved nothing; a sum that no payment explains; a term that was changed.
world_sql "INSERT INTO apontad.payment (creditor_id, invoice_id, external_id, amount_cents, received_at, cleared_at,
	recorded_at) SELECT creditor_id, id, 'PAG-1', amount_cents, apontad.now(), apontad.now(), apontad.now()
	FROM apontad.invoice WHERE external_id = 'FAT-1'"
world_sql "UPDATE apontad.invoice SET received_cents = 10000, cleared_cents = 10000 WHERE external_id = 'FAT-1'"
world_sql "UPDATE apontad.invoice SET received_cents = 5000, cleared_cents = 5000 WHERE external_id = 'FAT-2'"
world_sql "UPDATE apontad.escalation SET visible_on = visible_on + 1 WHERE invoice_id =
	(SELECT id FROM apontad.invoice WHERE external_id = 'FAT-3')"
days 2026-03-03 2026-03-04
expect "FAT-1 at SPC" removed "$(at_the_bureau spc F1)"
expect_listing FAT-2 spc NOTICE_PENDING
expect_told findings paid_and_standing compliance FAT-1 "neither removed"
expect_told "findings --owner creditor" payments_differ FAT-2 "the invoice counts 5000 and 5000"
expect_told "findings --owner compliance" notice_window_differs FAT-3
expect "owner of a broken sum" creditor "$(owner_of payments_differ)"
expect "times it was told" 1 "$(findings payments_differ)"
expect "first night" "3 1" "$(world_sql "SELECT differences || ' ' || mended FROM apontad.reconciliation
	WHERE day = '2026-03-03'")"
expect "second night" "2 0" "$(ctl reconciliation --json | jq -r '.[0] | "\(.differences) \(.mended)"')"
expect_told "findings --owner operations" certificate_ends "ends on 2026-05-0[12], 60 days away or less"
expect "times that a certificate was told" 2 "$(findings certificate_ends)"
pass "one taken back without a word, two told to their owners"
