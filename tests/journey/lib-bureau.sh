# What journeys at the bureaus share. Sourced after lib.sh, never run.
# shellcheck shell=bash

# What a bureau's books say under a jq path: book spc .repeats
book() {
	bureau_get "$1" books | jq -c "$2"
}

# The states of what was asked of a bureau for an invoice, the oldest first: asked FAT-1 spc include
asked() {
	world_sql "SELECT string_agg(n.state, ' ' ORDER BY n.id) FROM apontad.instruction n
		JOIN apontad.escalation e ON e.id = n.escalation_id JOIN apontad.invoice i ON i.id = e.invoice_id
		WHERE i.external_id = '$1' AND e.channel = '$2' AND n.kind = '$3'"
}

expect_asked() { # INVOICE CHANNEL KIND STATES [WHEN]
	expect "$3 of $1 at $2${5:+ after $5}" "$4" "$(asked "$1" "$2" "$3")"
}

# What waits for a person, one line of kinds in the order in which they were found.
kinds_found() {
	world_sql "SELECT coalesce(string_agg(kind, ' ' ORDER BY id), '') FROM apontad.finding WHERE closed_at IS NULL"
}

# One live record at most stands for each debt, and nothing was sent that may not be sent.
expect_clean_books() {
	local bureau
	for bureau in "$@"; do
		expect "duplicates and violations at $bureau" "[0,0]" "$(book "$bureau" '[.duplicates, .violations]')"
	done
}

# No fault that was ordered of a bureau comes any more.
bureau_mend() {
	curl -sS --fail --max-time 20 --unix-socket "$WORLD/$1.sock" -X DELETE http://sim/fault
}

# The record of a debt's contract at a bureau, under a jq path: record spc F1 .state
record() {
	bureau_get "$1" "record/$2" | jq -r "$3"
}
