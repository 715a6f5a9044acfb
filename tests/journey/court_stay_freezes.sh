#!/usr/bin/env bash
# A judge stays the protest: nothing may be asked of the notary without the judge's leave (Lei 9.492/1997 art. 17), not
# even to withdraw what is paid. A person is told, of the stay and of the payment.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# One worker, so that what is collected is known before anything is sent.
WORLD_WORKERS=1
world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
sim_put fate "$(printf 'F1 stay\nF2 stay\n')"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
world_settle
days 2026-03-02 2026-03-04

# FAT-2 is paid when the day's window has closed. In the morning the stay is known before the withdrawal leaves.
stayed_on=$(sim_get titles | jq -r 'select(.number == "F2") | .history[] | select(.what | test("stayed")) | .at[:10]')
[ -n "$stayed_on" ] || { day 2026-03-05 && stayed_on=2026-03-05; }
drop_at "$stayed_on 18:00" "$(payment_row FAT-2 PAG-2 200.00 "${stayed_on}T17:50:00-03:00")"
expect_state FAT-2 WITHDRAW_SENT
DAY_TIMES=(10:30 15:30)
days "$(date -d "$stayed_on + 1 day" +%F)" 2026-03-09
expect_state FAT-2 STAYED
expect_state FAT-1 STAYED
expect "findings of a stay" 2 "$(findings COURT_STAY)"
expect "withdrawals" 0 "$(files DP)"

drop_at "2026-03-10 10:00" "$(payment_row FAT-1 PAG-1 100.00 2026-03-10T09:30:00-03:00)"
days 2026-03-11 2026-03-13
expect_state FAT-1 STAYED
expect_told findings CAUSE_AROSE FAT-1 PAG-1
expect "files with requests" 0 "$(world_sql "SELECT count(*) FROM apontad.message WHERE kind IN ('DP', 'CP', 'AD', 'AC')")"
expect "at the notary" "stayed stayed" "$(at_the_notary F1) $(at_the_notary F2)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "no command left while the judge's order stood"
