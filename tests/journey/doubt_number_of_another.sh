#!/usr/bin/env bash
# Names and numbers that the counterparty knows although nothing of ours left under them: a second system of the same
# presenter, or a database that was put back to yesterday. "Already have it" is then no acceptance. Nobody waits in
# silence for such a title: a person is told.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_start 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
world_settle
at "2026-03-02 08:30"
drop_rows one.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" \
	"$(invoice_row FAT-2 F2 2026-01-20 200.00 3509502 Campinas SP 13010000)"
world_settle
expect_state FAT-1 SENT
expect_state FAT-2 SENT

# The number of one lote is forgotten: it is given again, in a file with a name of its own. The other lote is fine.
world_sql "UPDATE apontad.lote SET state = 'dropped' WHERE comarca_ibge = '3509502'"
drop_rows two.csv "$(invoice_row FAT-3 F3 2026-01-20 300.00)" \
	"$(invoice_row FAT-4 F4 2026-01-20 400.00 3509502 Campinas SP 13010000)"
at "2026-03-02 10:30"
expect_state FAT-3 SENT
expect_state FAT-4 RETURNED
expect "the answer" 2117 "$(world_sql "SELECT answer_code FROM apontad.instruction WHERE kind = 'include' ORDER BY id DESC LIMIT 1")"
expect "findings for FAT-4" 1 "$(total .findings)"
expect "what the notary knows of F4" "" "$(at_the_notary F4)"

# The name of a file is forgotten, with its number. Perhaps it was ours after all, so it is not presented again under
# another number; but the protocol that does not come is missed.
world_sql "UPDATE apontad.message SET state = 'superseded' WHERE kind = 'B' AND sequence = 2"
world_sql "UPDATE apontad.lote SET state = 'dropped' WHERE message_id = (SELECT max(id) FROM apontad.message WHERE kind = 'B')"
drop_rows three.csv "$(invoice_row FAT-5 F5 2026-01-20 500.00)"
at "2026-03-02 12:30"
at "2026-03-02 14:30"
expect_state FAT-5 SENT
expect "what the notary knows of F5" "" "$(at_the_notary F5)"
days 2026-03-03 2026-03-05
expect_state FAT-1 NOTIFIED
expect_state FAT-3 NOTIFIED
expect "findings" 2 "$(total .findings)"
expect_told findings FAT-5
expect "titles taken twice" 0 "$(total .counterparty.duplicates)"
pass "somebody else's numbers are not taken for an acceptance, and a person is told"
