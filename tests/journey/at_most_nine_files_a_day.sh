#!/usr/bin/env bash
# A CRA takes nine remessas a day (layout 4.3 p. 1). The nine are spread over the window, so that what comes late in the
# day finds a file; what comes after the ninth waits for the next day.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

remessas() {
	world_sql "SELECT string_agg(sequence || '@' || to_char(created_at AT TIME ZONE 'America/Sao_Paulo', 'HH24:MI'), ' '
		ORDER BY id) FROM apontad.message WHERE kind = 'B' AND day = '$1'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
number=0
for time in 08:00 08:20 08:40 09:00 09:30 10:00 10:30 11:00 11:30 12:00 12:30 13:00 13:30 14:00 14:30 15:00 15:30 16:00 \
	16:20 16:40; do
	number=$((number + 1))
	drop_at "2026-03-02 $time" "$(invoice_row "FAT-$number" "F$number" 2026-01-20 100.00)"
done
expect "remessas of the day" "1@08:00 2@09:00 3@10:00 4@11:00 5@12:00 6@13:00 7@14:00 8@15:00 9@16:00" \
	"$(remessas 2026-03-02)"
expect "titles sent" 17 "$(total .protest.sent)"
expect "waiting" "SENT READY READY READY" \
	"$(state FAT-17) $(state FAT-18) $(state FAT-19) $(state FAT-20)"
at "2026-03-03 08:00"
expect "remessas of the next day" 1@08:00 "$(remessas 2026-03-03)"
expect "titles sent" 20 "$(total .protest.sent)"
expect "titles at the counterparty" 20 "$(sim_get books | jq .accepted)"
expect_promises
pass "nine files, an hour apart; the tenth went the next day"
