#!/usr/bin/env bash
# What the counterparty answers cannot be understood: cut off, or a page in place of the answer. It is kept as it came, a
# person is told, the escalation stays where it was, and the day is asked for again.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# How many bytes of garbage are kept as they came, of a kind of message.
kept() {
	world_sql "SELECT count(*) FROM apontad.message m JOIN apontad.message_part p ON p.message_id = m.id
		WHERE m.kind = '$1' AND position('Em manuten'::bytea IN p.bytes) > 0"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle

# The answer to the remessa itself: it may have been taken, so it is asked again by its own name.
sim_fault "Remessa garbage"
at "2026-03-02 08:30"
expect "garbage kept for the remessa" 1 "$(kept B)"
expect_told findings unreadable BZZ90203.261
expect_state FAT-1 SENT
expect "titles at the counterparty" 1 "$(sim_get books | jq .accepted)"

# Confirmação: a page for the day itself, then the truth at a later release.
sim_fault "Confirmacao garbage x99"
at "2026-03-03 08:30"
at "2026-03-03 10:30"
expect_state FAT-1 SENT
expect_told findings unreadable confirmations
[ "$(kept confirmations)" -ge 1 ] || fail "the garbage in place of a confirmação was not kept"
sim_mend
at "2026-03-03 15:30"
expect_state FAT-1 PROTOCOLLED

# Retorno and andamento: half of an answer is no answer, and is asked for again at once.
sim_put fault "$(printf 'Retorno cut_answer x2\nAndamento cut_answer\nRetorno error_500\n')"
days 2026-03-04 2026-03-06
# The whole of a day, and the look at it from the next: the day stays open until it can be read.
sim_fault "Retorno garbage x99"
days 2026-03-09 2026-03-09
at "2026-03-10 08:30"
expect_state FAT-1 NOTIFIED
sim_mend
at "2026-03-10 10:30"
expect_state FAT-1 PROTESTED
[ "$(kept results)" -ge 1 ] || fail "the garbage in place of a retorno was not kept"
expect "unreadable messages" t "$(world_sql "SELECT count(*) >= 2 FROM apontad.message WHERE state = 'unreadable'")"
expect "sent, protested" "[1,1]" "$(world_totals | jq -c '.protest | [.sent, .protested]')"
expect_promises
pass "kept, told, asked again; nothing moved on a guess"
