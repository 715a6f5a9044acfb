#!/usr/bin/env bash
# The password is wrong. One refusal stops the account, so that nobody is locked out by trying; a person is told. With
# the right password and the account started again everything goes on.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
day 2026-03-02
echo "not the password" >"$WORLD/conf/wrong.password"
reconfigure 's#/cra.password"#/wrong.password"#'
world_at 2026-03-03T08:30:00-03:00
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-01-20 100.00)"
world_settle
expect "findings of a stop" 1 "$(findings account_stopped)"
expect_told status "$CREDITOR-sp" stopped
expect "titles at the counterparty" 0 "$(sim_get books | jq .accepted)"
day 2026-03-04
expect "findings of a stop" 1 "$(findings account_stopped)"
expect "sent" 0 "$(total .protest.sent)"
tries=$(grep -c 'refused\|0001' "$WORLD/log/apontad.log" || true)
[ "$tries" -le 4 ] || fail "$tries tries with a wrong password"

sed -i 's#/wrong.password"#/cra.password"#' "$WORLD/conf/apontad.conf"
old=$(world_sql "SELECT string_agg(pid::text, ', ') FROM apontad.worker")
kill -HUP "$DAEMON_PID"
wait_for 20 "the reload" is_true "NOT EXISTS (SELECT FROM apontad.worker WHERE pid IN ($old))"
ctl account start "$CREDITOR-sp"
days 2026-03-05 2026-03-06
expect "sent, confirmed" "[1,1]" "$(world_totals | jq -c '.protest | [.sent, .confirmed]')"
expect_state FAT-1 PROTOCOLLED
expect_promises
pass "stopped at the first refusal, started by a person"
