#!/usr/bin/env bash
# Whoever asks why and when is told: before the first step, while a notice runs, after a rule's refusal, and when all is
# paid and taken back; in words and as JSON, without a whole tax id or name (LGPD art. 6; CDC art. 43; Súmula 548/STJ).
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels
GUARANTOR=11144477735

# explain INVOICE: the words and the JSON of now. Neither says who it is.
explain() {
	ctl explain "$1" --creditor "$CREDITOR" >"$WORLD/log/explain.out" || fail "apontactl explain $1"
	ctl explain "$1" --json >"$WORLD/log/explain.json" || fail "apontactl explain $1 --json"
	if grep -q -i -e "$DEBTOR" -e "$GUARANTOR" -e fulano -e beltrana "$WORLD/log/explain.out" "$WORLD/log/explain.json"; then
		fail "explain $1 tells who it is"
	fi
}

# tells SENTENCE: a part of the last words, to the letter.
tells() {
	grep -q -F -e "$1" "$WORLD/log/explain.out" || fail "\"$1\" is not told: $(cat "$WORLD/log/explain.out")"
}

# json WHAT WANTED JQ-PATH: of the last JSON.
json() {
	expect "$1" "$2" "$(jq -c "$3" "$WORLD/log/explain.json")"
}

# at_channel CHANNEL JQ-PATH: a path of the debtor's escalation there.
at_channel() {
	echo ".escalations[] | select(.channel == \"$1\" and .role == \"debtor\") | $2"
}

# A debt with a guarantor, and one without proof.
world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-20 1234.56)" \
	"$(invoice_row FAT-2 F2 2026-02-20 80.00 | sed -E 's/,[0-9a-f]{64},/,,/')" \
	"$(codebtor_row FAT-1 "Beltrana Exemplo" "$GUARANTOR")"
world_settle

# Before the first step.
explain FAT-1
tells "Invoice FAT-1 of creditor exemplo: number F1, species DMI, issued 2025-11-03, due 2026-02-20, R\$ 1.234,56."
tells "Told as of 2026-03-02 06:00, 10 days after the due date."
tells "Owed now: R\$ 1.234,56; when recorded R\$ 1.234,56, received since R\$ 0,00, of which cleared R\$ 0,00."
tells "Debtor: F. T. E., 529.***.***-25, SP."
tells "Guarantor: B. E., 111.***.***-35, SP."
tells "Nothing has been asked of anybody about this debt."
tells 'Step "serasa", 12 days late, from R$ 50,00, to Serasa: will be taken on 2026-03-04, if as much is still owed then.'
tells "gone by 2031-02-19 (CDC art. 43 par. 1; Súmula 323/STJ)"
json "debt" '["F1","2026-02-20",10,123456,0,0,123456,"three-channels"]' '.debt | [.number, .due_on, .days_late,
	.amount_cents, .received_cents, .cleared_cents, .outstanding_cents, .ladder]'
json "people" '[["debtor","F. T. E.","529.***.***-25"],["guarantor","B. E.","111.***.***-35"]]' \
	'[.persons[] | [.role, .initials, .taxid_masked]]'
json "escalations" 0 '.escalations | length'
json "steps" '[["serasa","planned","2026-03-04"],["spc","planned","2026-03-07"],["protest","planned","2026-03-22"]]' \
	'[.future.steps[] | [.channel, .standing, .on]]'
json "something to come" '[false,null,"2031-02-19"]' '.future | [.nothing_by_itself, .nothing_why, .five_years_on]'
explain FAT-2
tells 'Step "protest", 30 days late, from R$ 100,00, to Protest: is not taken, as R$ 80,00 is owed'

# While the notice runs: twenty days in São Paulo, and its end is known.
days 2026-03-02 2026-03-06
expect_listing FAT-1 serasa NOTICE_PENDING
# Which day ends a term is for the tests of the term; here the day that is kept is the day that is told.
seen_on=$(world_sql "SELECT DISTINCT visible_on FROM apontad.escalation WHERE visible_on IS NOT NULL")
explain FAT-1
tells "Serasa, debtor F. T. E. (529.***.***-25): NOTICE_PENDING"
tells "Serasa, guarantor B. E. (111.***.***-35): NOTICE_PENDING"
tells "Where it stands: the bureau notifies the debtor; nobody else sees the record."
tells "(CDC art. 43 par. 2; Súmula 359/STJ)"
tells 'Opened 2026-03-04 08:30 by step "serasa" of the ladder, account exemplo-serasa.'
tells "after the debtor's record was there, account exemplo-serasa."
tells "Decided 2026-03-04 08:30 by rule book $(world_sql "SELECT max(rule_book) FROM apontad.decision"): passed"
tells "inclusion, turn 1, R\$ 1.234,56, contract F1: accepted; sent 2026-03-04 08:30"
tells "others see it from $seen_on on (computed, no bureau says it): 20 days, Lei SP 15.659/2015"
tells "On $seen_on 00:00 the notice term is over (NOTICE_OVER): ACTIVE"
tells 'Step "serasa", 12 days late, from R$ 50,00, to Serasa: taken on 2026-03-04.'
json "notice" "[\"2026-03-04\",\"$seen_on\",\"later\",20]" \
	"$(at_channel serasa '.notice | [.listed_on, .visible_on, .seen, .days]')"
json "clock" "[\"clock\",\"NOTICE_OVER\",\"${seen_on}T00:00\",\"ACTIVE\",\"CDC art. 43 pars. 1 and 2\"]" \
	"$(at_channel serasa '.next | [.mover, .event, .at, .state, .rule]')"
json "inclusion" '["include",1,"accepted",123456,"F1","2026-03-04T08:30"]' \
	"$(at_channel serasa '.instructions[0] | [.kind, .turn, .state, .amount_cents, .contract, .sent_at]')"

# Refused by a rule: which, on what basis, who may act, and what else is to come.
expect_listing FAT-2 serasa REFUSED
explain FAT-2
tells "refused: a rule forbids it."
tells "DEBT_NO_DOCUMENT (block, CDC arts. 43 par. 1 and 73): no proof of the debt is kept"
tells "Open finding 1, REFUSED_BY_RULE"
tells "Nothing leaves: a rule forbids it until a person corrects what it found."
json "reasons" '[["DEBT_NO_DOCUMENT","block"]]' "$(at_channel serasa '[.decisions[0].reasons[] | [.code, .level]]')"
json "who moves it" '["person",null]' "$(at_channel serasa '.next | [.mover, .event]')"
json "steps" '[["serasa","taken"],["spc","planned"],["protest","not_taken"]]' '[.future.steps[] | [.name, .standing]]'

# Paid: the last day of the removal is told.
drop_at "2026-03-09 09:15" "$(payment_row FAT-1 PAG-1 1234.56 2026-03-09T09:00:00-03:00)"
explain FAT-1
tells "Removal because paid, since 2026-03-09 09:15"
tells "Deadline removal: by the end of 2026-03-16 (Súmula 548/STJ: within five business days)"

# Paid and removed: with the proof, and why nothing comes any more.
days 2026-03-10 2026-03-18
expect_listing FAT-1 serasa CLOSED
explain FAT-1
tells "of which cleared R\$ 1.234,56; settled 2026-03-09 09:15."
tells "others would have seen it from $seen_on on, and it was taken back before"
tells "Proof: REMOVAL_DONE, message "
tells 'Step "protest", 30 days late, from R$ 100,00, to Protest: is not taken, as nothing is owed any more'
tells "Nothing will happen by itself: nothing is owed any more"
json "removals" '[["paid","REMOVAL_DONE"]]' "$(at_channel serasa '[.removals[] | [.cause, .proof_event]]')"
json "removals without a proof" 0 '[.escalations[].removals[] | select(.proof_message == null)] | length'
message=$(jq "$(at_channel serasa '.removals[0].proof_message')" "$WORLD/log/explain.json")
expect "digest of the proof" "$(world_sql "SELECT encode(sha256, 'hex') FROM apontad.message WHERE id = $message")" \
	"$(jq -r "$(at_channel serasa '.removals[0].proof_sha256')" "$WORLD/log/explain.json")"
json "nothing more" true .future.nothing_by_itself
json "nobody sees or moves it" '["never","nobody"]' "$(at_channel serasa '[.notice.seen, .next.mover]')"
explain FAT-2
tells "Nothing will happen by itself: a person has to act first"
json "nothing without a person" true .future.nothing_by_itself

# Who is not there is not found, as by history.
status=0
ctl explain FAT-9 >"$WORLD/log/explain.out" 2>&1 || status=$?
expect "exit status for an unknown invoice" 1 "$status"
tells 'nothing is known of an invoice "FAT-9"'
expect_promises
pass "told before, during and after, and why"
