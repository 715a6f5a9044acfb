#!/usr/bin/env bash
# A mail server that closes after the whole letter: it may have it, or not. The notice is in doubt, goes once more with the
# same bytes and the same Message-ID, and then waits for a person; doubt counts as not told. One that says "later" is
# tried again, one that refuses for good is told to a person. So is it with a platform that fails or hangs. A worker that
# dies at any point of it leaves the debtor with one letter, or with the same one twice.
WORLD_MAIL=yes WORLD_LADDER=told
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

world_configure_plain=$(declare -f world_configure)
eval "${world_configure_plain/world_configure/configure_world}"
world_configure() {
	configure_world
	printf 'name = "told";\nsteps = ( { name = "aviso"; days_late = 3; action = "notice"; template = "aviso-protesto"; },
		{ name = "protesto"; days_late = 4; action = "protest"; after = "aviso"; wait_days = 1; } );\n' \
		>"$WORLD/conf/ladders/told.conf"
	sed -i 's|url = "https://localhost|answer_timeout_ms = 2000; &|' "$WORLD/conf/apontad.conf"
}

# debt INVOICE NUMBER [EMAIL]: due four days before the journey begins
debt() {
	jq -cn --arg creditor "$CREDITOR" --arg invoice "$1" --arg number "$2" --arg email "${3-fulano@exemplo.invalid}" \
		--arg hash "$(printf '%s' "$1" | sha256sum | cut -d ' ' -f 1)" '{$creditor, $invoice, $number, species: "DMI",
		issued_on: "2025-11-03", due_on: "2026-02-26", amount: "1234.56", endorsement: "M", declaration: "D",
		document_sha256: $hash, name: "Fulano de Tal Exemplo", taxid: "52998224725",
		street: "Rua das Palmeiras Ficticias, 15", district: "Centro", cep: "01310100", city: "Sao Paulo", uf: "SP",
		ibge: "3550308", $email, pay_link: "https://pagar.exemplo.invalid/1"}' \
		>"$WORLD/debt.jsonl"
	world_drop "$WORLD/debt.jsonl" "$1.jsonl"
	world_settle
}

of() {
	world_sql "SELECT $2 FROM apontad.notice n JOIN apontad.invoice i ON i.id = n.invoice_id WHERE i.external_id = '$1'"
}

order() {
	echo "$1" >"$WORLD/mail/switch"
}

letters() {
	find "$WORLD/mail" -name '*.eml' | wc -l
}

escalations() {
	world_sql "SELECT count(*) FROM apontad.escalation e JOIN apontad.invoice i ON i.id = e.invoice_id
		WHERE i.external_id = '$1'"
}

world_begin 2026-03-02T09:00:00-03:00 "${SIM_CALM[@]}"
order cut
debt FAT-1 F1
expect "cut after DATA" "in_doubt 0" "$(of FAT-1 "n.state || ' ' || n.repeats")"
expect "the server has it" 1 "$(letters)"
at "2026-03-02 09:59"
expect "too early to repeat" 1 "$(letters)"
at "2026-03-02 10:00"
expect "cut again" "in_doubt 1" "$(of FAT-1 "n.state || ' ' || n.repeats")"
cmp -s "$WORLD/mail/1.eml" "$WORLD/mail/2.eml" || fail "what was repeated is not what was sent"
at "2026-03-02 11:00"
expect "repeated no more than policy says" 2 "$(letters)"
expect "for a person" 1 "$(findings notice_in_doubt)"
at "2026-03-05 10:00"
expect "doubt is no notice" 0 "$(escalations FAT-1)"

# Doubt that a repetition ends.
order "cut 1"
debt FAT-2 F2
expect "cut once" in_doubt "$(of FAT-2 n.state)"
at "2026-03-05 11:00"
expect "taken at last" "sent 1" "$(of FAT-2 "n.state || ' ' || n.repeats")"

# Later is later: nothing was taken, and it is tried again after five minutes, then ten.
order "4xx 2"
debt FAT-3 F3
expect "later" "prepared 1" "$(of FAT-3 "n.state || ' ' || n.tries")"
at "2026-03-05 11:05"
expect "later again" "prepared 2" "$(of FAT-3 "n.state || ' ' || n.tries")"
at "2026-03-05 11:15"
expect "taken" "sent 3" "$(of FAT-3 "n.state || ' ' || n.tries")"

# For good.
order "5xx 1"
debt FAT-4 F4
order "rcpt5 1"
debt FAT-5 F5
expect "refused for good" "failed failed" "$(of FAT-4 n.state) $(of FAT-5 n.state)"
expect "for a person" 2 "$(findings notice_failed)"
expect "what the server said" t "$(of FAT-4 "n.words LIKE '%554 5.7.1 refused for good%'")"

# The platform fails once, and hangs once when it has it: the same call goes again, by the same id.
webhooks() {
	find "$WORLD/platform" -name '*.json' | wc -l
}
echo "500 1" >"$WORLD/platform/switch"
debt FAT-6 F6 ""
expect "the platform failed" "prepared 1 0" "$(of FAT-6 "n.state || ' ' || n.tries") $(webhooks)"
at "2026-03-05 11:20"
expect "the platform took it" "sent 2 1" "$(of FAT-6 "n.state || ' ' || n.tries") $(webhooks)"
echo "hang 1" >"$WORLD/platform/switch"
debt FAT-7 F7 ""
expect "the platform hung" "in_doubt 2" "$(of FAT-7 n.state) $(webhooks)"
at "2026-03-05 12:20"
expect "the platform took it" "sent 3" "$(of FAT-7 n.state) $(webhooks)"
cmp -s "$WORLD/platform/2.json" "$WORLD/platform/3.json" || fail "what was repeated is not what was called"
expect "ids of it" 1 "$(grep -h -i "^webhook-id:" "$WORLD/platform/2.headers" "$WORLD/platform/3.headers" | sort -u | wc -l)"
[ ! -e "$WORLD/platform/refused" ] || fail "a signature did not hold"

# Killed when it was claimed: nothing was begun. When it was stored, or sent: nobody knows, so it goes once more.
killed_at() { # POINT INVOICE NUMBER TIME LATER
	daemon_stop
	rm -f "$WORLD/fired"
	APONTAD_FAULT=$1:1 APONTAD_FAULT_TOKEN=$WORLD/fired daemon_start
	jq -c --arg invoice "$2" --arg number "$3" --arg email fulano@exemplo.invalid '. + {$invoice, $number, $email}' \
		"$WORLD/debt.jsonl" >"$WORLD/killed.jsonl"
	world_drop "$WORLD/killed.jsonl" "$2.jsonl"
	wait_for 30 "somebody to be killed at $1" test -e "$WORLD/fired"
	daemon_anew
	at "2026-03-05 $4"
	at "2026-03-05 $5"
}
# How many letters of an invoice's notice arrived, by their Message-ID.
arrived() {
	grep -l "^Message-ID: <$(of "$1" n.public_id)@" "$WORLD"/mail/*.eml | wc -l
}
killed_at notify_claimed FAT-8 F8 12:30 13:30
expect "killed when claimed" "sent 0 1" "$(of FAT-8 "n.state || ' ' || n.repeats") $(arrived FAT-8)"
killed_at notify_stored FAT-9 F9 13:40 14:40
expect "killed when stored" "sent 1 1" "$(of FAT-9 "n.state || ' ' || n.repeats") $(arrived FAT-9)"
killed_at notify_sent FAT-10 F10 14:50 15:50
expect "killed when sent" "sent 1 2" "$(of FAT-10 "n.state || ' ' || n.repeats") $(arrived FAT-10)"
expect_promises
pass "doubt is repeated once with the same bytes, later is later, refused is for a person, and a kill sends none twice anew"
