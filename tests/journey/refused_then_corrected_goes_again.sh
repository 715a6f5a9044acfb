#!/usr/bin/env bash
# A refusal ends with a person. The finding tells what to correct; what was corrected is checked anew and goes again as a
# new instruction of the same escalation, and the history tells both.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa spc" WORLD_LADDER=three-channels

# What apontactl refuses to do, and its words: refuses STATUS WORDS COMMAND...
refuses() {
	local status=$1 words=$2 found=0
	shift 2
	ctl "$@" >"$WORLD/log/refused.out" 2>&1 || found=$?
	expect "exit status of $*" "$status" "$found"
	grep -q -e "$words" "$WORLD/log/refused.out" || fail "$*: $(cat "$WORLD/log/refused.out")"
}

# How often an instruction of a kind was asked for, by outcome: asked INVOICE CHANNEL
asked() {
	world_sql "SELECT string_agg(n.turn || ':' || n.state || ':' || coalesce(n.outcome, '-'), ' ' ORDER BY n.id)
		FROM apontad.instruction n JOIN apontad.escalation e ON e.id = n.escalation_id
		JOIN apontad.invoice i ON i.id = e.invoice_id
		WHERE i.external_id = '$1' AND e.channel = '$2' AND n.kind = 'include'"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
bureau_put serasa fate "F1 reject 491"
bureau_put spc fate "F1 reject IE_SPC001.E77 Logradouro invalido"
sim_fate "F2 irregular 06"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-10 100.00)" "$(invoice_row FAT-2 F2 2026-01-20 200.00)"
world_settle
days 2026-03-02 2026-03-04
expect_listing FAT-1 serasa REJECTED
expect_listing FAT-1 spc REJECTED
expect_state FAT-2 RETURNED
expect_listing FAT-2 serasa NOTICE_PENDING
expect_told findings REFUSED_BY_BUREAU FAT-1 serasa "code 491" "491: MUNICIPIO NAO CORRESPONDE AO CEP" \
	"field: detalhe 389-423" "to do: Conferir o município com o CEP"
expect_told findings REFUSED_BY_BUREAU FAT-1 spc IE_SPC001.E77 "no table of spc has it; keep the answer and ask spc"
expect_told findings IRREGULAR FAT-2 protest

# What is wrong with a correction is told before anything changes.
correct=(--by "Maria Exemplo" --why "endereço conferido com o cliente")
refuses 1 'uf: .*no state' correct FAT-1 --channel serasa "${correct[@]}" --set uf=XX
refuses 1 'ibge: 3550308 is a city of SP' correct FAT-1 --channel serasa "${correct[@]}" --set uf=RJ
refuses 1 'born_on: .* is a filler' correct FAT-1 --channel serasa "${correct[@]}" --set born_on=1900-01-01
refuses 1 'cep: missing' correct FAT-1 --channel serasa "${correct[@]}" --set cep=
refuses 1 'taxid: no column of a person' correct FAT-1 --channel serasa "${correct[@]}" --set taxid=11144477735
refuses 1 '111\.\*\*\*.* is no debtor of invoice FAT-1' correct FAT-1 --channel serasa "${correct[@]}" --person 11144477735
refuses 1 'nothing is known of an invoice' correct FAT-9 --channel serasa "${correct[@]}"
refuses 1 'has not been taken to protest' correct FAT-1 --channel protest "${correct[@]}"
refuses 2 '--by NAME is wanted' correct FAT-1 --channel serasa --why x
refuses 2 'no channel "boavista"' correct FAT-1 --channel boavista "${correct[@]}"
expect "findings" 3 "$(total .findings)"

# The name holds a tax id, as those of small companies do: evidence keeps it masked.
bureau_put serasa fate "F1 plain"
bureau_put spc fate "F1 accept"
sim_fate "F2 protest"
ctl correct FAT-1 --channel serasa "${correct[@]}" --set "street=Rua das Palmeiras Ficticias, 51" --set cep=01310200 \
	--set "name=Fulano de Tal Exemplo 52998224725" >"$WORLD/log/correct.out"
grep -q 'FAT-1	serasa	529.*REJECTED -> CHECKING' "$WORLD/log/correct.out" || fail "$(cat "$WORLD/log/correct.out")"
ctl correct FAT-1 --channel spc "${correct[@]}" >"$WORLD/log/correct.out"
ctl correct FAT-2 --channel protest "${correct[@]}" --set "name=Fulano de Tal Exemplo" >"$WORLD/log/correct.out"
expect "findings" 0 "$(total .findings)"
refuses 1 'cannot be corrected now (.*): [A-Z]* does not take CORRECTED; it takes ' \
	correct FAT-2 --channel protest "${correct[@]}"
world_settle
expect_listing FAT-1 spc NOTICE_PENDING
days 2026-03-05 2026-03-06
expect_listing_course FAT-1 serasa DRAFT CHECKING READY QUEUED SENT REJECTED CHECKING READY QUEUED SENT NOTICE_PENDING
expect_listing_course FAT-1 spc DRAFT CHECKING READY QUEUED REJECTED CHECKING READY QUEUED NOTICE_PENDING
expect "inclusions at Serasa" "1:rejected:refused 2:accepted:-" "$(asked FAT-1 serasa)"
expect "inclusions at SPC" "1:rejected:refused 2:accepted:-" "$(asked FAT-1 spc)"
expect "in the bureaus' books" "notice notice" "$(at_the_bureau serasa F1) $(at_the_bureau spc F1)"
expect "name at Serasa" "FULANO DE TAL EXEMPLO 52998224725" "$(bureau_get serasa record/F1 | jq -r '.name | ascii_upcase')"
expect_told "history FAT-1" serasa DATA_CORRECTED 'endereço conferido' 'street "Rua das Palmeiras Ficticias, 15" -> ' \
	'51"; cep "01310100" -> "01310200"; name "Fulano de Tal Exemplo" -> ".*529\.\*\*\*\.\*\*\*-25"' "Maria Exemplo"
expect_told "history FAT-1" serasa CORRECTED CHECKING "Maria Exemplo"
expect "tax ids in events" 0 "$(world_sql "SELECT count(*) FROM apontad.event WHERE detail ~ '$DEBTOR'")"
expect "findings closed by" "Maria Exemplo" "$(world_sql "SELECT DISTINCT closed_by FROM apontad.finding")"

# The title is presented anew, under a number of its own.
expect_state FAT-2 NOTIFYING
expect "presentations" "1:accepted:refused 2:accepted:-" "$(asked FAT-2 protest)"
expect "numbers of FAT-2" 2 "$(sim_get titles | jq -r 'select(.number == "F2") | .nosso_numero' | sort -u | wc -l)"

# What is shown to others is taken back and listed anew, with a notice of its own.
days 2026-03-09 2026-03-30
expect_listing FAT-1 serasa ACTIVE
ctl correct FAT-1 --channel serasa "${correct[@]}" --set "city=Sao Paulo" --set "district=Bela Vista" >/dev/null
world_settle
expect_listing FAT-1 serasa UPDATE_SENT
days 2026-03-31 2026-04-01
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-1 spc ACTIVE
expect "why it was taken back" corrected "$(world_sql "SELECT n.cause FROM apontad.instruction n WHERE n.kind = 'remove'")"
expect "inclusions asked of Serasa" 3 "$(bureau_get serasa record/F1 | jq .inclusions)"

# The bureau refuses the removal of what was paid: asked again by a person.
bureau_put serasa fate "F2 reject_exclusion 064"
drop_at "2026-04-01 16:00" "$(payment_row FAT-2 PAG-2 200.00 2026-04-01T15:50:00-03:00)"
days 2026-04-02 2026-04-02
expect_listing FAT-2 serasa REMOVE_FAILED
expect_told findings COMMAND_REFUSED FAT-2 serasa "064: "
bureau_put serasa fate "F2 plain"
ctl correct FAT-2 --channel serasa --by "Maria Exemplo" --why "pedido de novo" >"$WORLD/log/correct.out"
world_settle
days 2026-04-06 2026-04-07
expect_listing FAT-2 serasa REMOVED
expect "at Serasa" removed "$(at_the_bureau serasa F2)"
expect "removals late" 0 "$(total .removals.late)"
expect_promises
pass "refused by three, explained, corrected, and taken"
