#!/usr/bin/env bash
# Who breaks promises goes to the notary at once, an unknown debtor on the day of the ladder, and of a good payer nothing
# leaves before a person agrees. The class is what the platform told, by the thresholds of the ladder, and explain says so.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

COLUMNS+=,paid_on_time,paid_late,broken_promises

sent() { # INVOICE
	world_sql "SELECT count(*) FROM apontad.instruction n JOIN apontad.escalation e ON e.id = n.escalation_id
		JOIN apontad.invoice i ON i.id = e.invoice_id WHERE i.external_id = '$1' AND n.sent_at IS NOT NULL"
}

eval "configure_as_ever() $(declare -f world_configure | tail -n +2)"
world_configure() {
	configure_as_ever
	cat >"$WORLD/conf/ladders/by-payer.conf" <<'CONF'
name = "by-payer";
profiles = { good_paid_on_time = 6; };
steps = (
	{ name = "fast"; days_late = 5; action = "protest"; profiles = [ "bad_faith" ]; },
	{ name = "slow"; days_late = 12; action = "protest"; }
);
CONF
	sed -i 's|ibge = "3550308"; };|& default_ladder = "by-payer";|' "$WORLD/conf/apontad.conf"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
at "2026-03-02 06:30"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-20 900.00),1,1,3" \
	"$(invoice_row FAT-2 F2 2026-02-20 900.00),9,0," "$(invoice_row FAT-3 F3 2026-02-20 900.00),,,"
world_settle
days 2026-03-02 2026-03-02
expect "escalations" "FAT-1 fast" "$(world_sql "SELECT i.external_id || ' ' || e.step FROM apontad.escalation e
	JOIN apontad.invoice i ON i.id = e.invoice_id")"
expect "sent of FAT-1" 1 "$(sent FAT-1)"
expect "what explain sees ahead" '["good_payer","slow","planned","2026-03-04"]' "$(ctl explain FAT-2 --json |
	jq -c '[.payer.class, (.future.steps[] | select(.standing == "planned") | .name, .standing, .on)]')"

days 2026-03-03 2026-03-05
expect "sent" "1 0 1" "$(sent FAT-1) $(sent FAT-2) $(sent FAT-3)"
expect_state FAT-2 HELD
expect "what waits" '[["FAT-2",["good_payer"]]]' "$(ctl approvals --json | jq -c 'map([.invoice, .why])')"
expect_told "explain FAT-2" 'FOUR_EYES_MISSING .*a good payer with a first delay'
expect_told "explain FAT-2" '    Payer: good payer with a first delay: 9 paid on time and 0 late'
expect "classes decided" "bad_faith good_payer unknown" "$(world_sql "SELECT string_agg(DISTINCT d.facts #>> '{payer,class}',
	' ') FROM apontad.decision d")"

ctl approve FAT-2 --by "Ana Exemplo" >"$WORLD/log/approve.out"
days 2026-03-06 2026-03-06
expect "sent of FAT-2" 1 "$(sent FAT-2)"
expect_promises
pass "bad faith first, a good payer by a person"
