#!/usr/bin/env bash
# Nothing is presented that is known to be paid (REsp 1.063.474). A title that waits for its file leaves the queue. One
# that is in a file already, signed and stored, takes the file back: its name and its sequence at the comarca are free
# again and the next file has them.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# The sequence (header field 08) of each lote that the counterparty may have seen.
sequences() {
	world_sql "SELECT string_agg(sequence::text, ' ' ORDER BY message_id) FROM apontad.lote WHERE state <> 'dropped'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows one.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
world_settle
expect_state FAT-1 READY
drop_at "2026-03-02 06:30" "$(payment_row FAT-1 PAG-1 100.00 2026-03-02T06:30:00-03:00)"
expect_course FAT-1 DRAFT CHECKING READY RECALLED
day 2026-03-02
expect "titles sent" 1 "$(total .protest.sent)"

# The CRA is away: the next file is built, signed and stored, and stays here.
endpoint=$(grep -o 'https://[^"]*' "$WORLD/conf/apontad.conf")
reconfigure "s#$endpoint#https://127.0.0.1:1/#"
drop_rows three.csv "$(invoice_row FAT-3 F3 2026-01-20 300.00)" "$(invoice_row FAT-4 F4 2026-01-20 400.00)"
world_at 2026-03-03T08:30:00-03:00
wait_for 20 "a file that cannot leave" is_true \
	"EXISTS (SELECT FROM apontad.message WHERE kind = 'B' AND day = '2026-03-03' AND state = 'prepared')"
drop_rows four.csv "$(payment_row FAT-3 PAG-3 300.00 2026-03-03T08:20:00-03:00)"
# The next try looks again whether it may leave, and takes it back.
wait_for 20 "the title to be taken back" is_true \
	"EXISTS (SELECT FROM apontad.event WHERE what = 'FILE_DROPPED' AND to_state = 'RECALLED')"
reconfigure "s#https://127.0.0.1:1/#$endpoint#"
at "2026-03-03 09:30"
expect_course FAT-3 DRAFT CHECKING READY QUEUED RECALL_ARMED RECALLED
expect_state FAT-4 SENT
expect "files of the day" "superseded, answered BZZ90303.261" "$(world_sql "SELECT string_agg(DISTINCT state, ', ' ORDER BY
	state DESC) || ' ' || string_agg(DISTINCT file_name, ', ') FROM apontad.message WHERE kind = 'B' AND day = '2026-03-03'")"
expect "sequences at the comarca" "1 2" "$(sequences)"
expect "titles sent" 2 "$(total .protest.sent)"
expect "titles at the counterparty" 2 "$(sim_get books | jq .accepted)"
for number in F1 F3; do
	expect "what the notary knows of $number" "" "$(at_the_notary "$number")"
done
days 2026-03-04 2026-03-10
expect_state FAT-2 PROTESTED
expect_state FAT-4 PROTESTED
expect_promises
pass "what was paid in time never left, and its numbers were used again"
