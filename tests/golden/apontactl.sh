#!/bin/sh
# What apontactl says, to the letter, and how it ends: 0 the answer is good, 1 the answer is bad, 2 no answer.
# What needs a database is not here.
set -u
tool=${APONTACTL:-./apontactl}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
unset APONTAD_CONFIG

fail() {
	echo "FAIL: $1"
	failed=1
}

# answers STATUS WORDS...: what stands on standard input is what comes out of it, and nothing is wrong.
answers() {
	right=$1
	shift
	cat >"$work/right"
	"$tool" "$@" >"$work/out" 2>"$work/err"
	status=$?
	[ $status -eq "$right" ] || fail "$*: exit $status, $right is right"
	diff "$work/right" "$work/out" || fail "$*: says something else"
	[ ! -s "$work/err" ] || fail "$*: standard error has $(cat "$work/err")"
}

# refuses STATUS ERROR WORDS...: nothing comes out but the words of the error.
refuses() {
	right=$1 words=$2
	shift 2
	"$tool" "$@" >"$work/out" 2>"$work/err"
	status=$?
	[ $status -eq "$right" ] || fail "$*: exit $status, $right is right"
	[ ! -s "$work/out" ] || fail "$*: standard output has $(cat "$work/out")"
	printf '%s\n' "$words" | diff - "$work/err" || fail "$*: refuses in other words"
}

answers 0 taxid check 529.982.247-25 11222333000181 12.ABC.345/01de-35 <<'END'
529.982.247-25	CPF	valid
11222333000181	CNPJ	valid
12.ABC.345/01de-35	CNPJ alphanumeric	valid
END
answers 1 taxid check 11222333000181 11222333000182 111.111.111-11 123 <<'END'
11222333000181	CNPJ	valid
11222333000182	CNPJ	invalid: check digits are 81, not 82
111.111.111-11	CPF	invalid: all digits are equal; such a CPF is given to nobody
123	?	invalid: 3 characters without punctuation; a CPF has 11, a CNPJ 14
END
refuses 2 "usage: apontactl taxid check V..." taxid check

# Carnival (16 and 17 February) closes banks and is no legal holiday.
answers 0 calendar add --calendar bank --from 2026-02-13 --days 3 <<'END'
2026-02-20
END
answers 0 calendar add --calendar=strict --from=2026-02-13 --days=3 <<'END'
2026-02-18
END
usage="--calendar strict|bank|protest [--ibge CODE]"
for words in '--calendar bank --from 2026-02-13' '--calendar protest --from 2026-02-13' \
	'--calendar bank --ibge 3550308 --from 2026-02-13 --days 3'; do
	# shellcheck disable=SC2086
	refuses 2 "usage: apontactl calendar add $usage --from YYYY-MM-DD --days N [--calendars FOLDER] [--config FILE]" calendar add $words
done
refuses 2 "apontactl: --calendar: no calendar is called \"town\"; there are strict, bank and, for a town, protest" \
	calendar add --calendar town --from 2026-02-13 --days 3
refuses 2 "apontactl: --from: there is no day 2026-02-30 in the calendar" \
	calendar add --calendar bank --from 2026-02-30 --days 3
for days in 0 -1 3651 1x ''; do
	refuses 2 "apontactl: --days: \"$days\" is not a whole number of 1 to 3650" \
		calendar add --calendar bank --from 2026-02-13 --days "$days"
done
refuses 2 "apontactl: option --days wants a value" calendar add --days
refuses 2 "apontactl: there is no option --town here" calendar add --town x
refuses 2 "apontactl: \"today\" belongs to no option" calendar add --calendar bank today

answers 0 calendar holidays --year 2026 --calendar strict <<'END'
2026-01-01	Thursday	Confraternização Universal	Lei 662/1949, Lei 10.607/2002
2026-04-21	Tuesday	Tiradentes	Lei 662/1949, Lei 10.607/2002
2026-05-01	Friday	Dia Mundial do Trabalho	Lei 662/1949, Lei 10.607/2002
2026-09-07	Monday	Independência do Brasil	Lei 662/1949, Lei 10.607/2002
2026-10-12	Monday	Nossa Senhora Aparecida	Lei 6.802/1980
2026-11-02	Monday	Finados	Lei 662/1949, Lei 10.607/2002
2026-11-15	Sunday	Proclamação da República	Lei 662/1949, Lei 10.607/2002
2026-11-20	Friday	Dia Nacional de Zumbi e da Consciência Negra	Lei 14.759/2023
2026-12-25	Friday	Natal	Lei 662/1949, Lei 10.607/2002
END
refuses 2 "apontactl: there are no holidays for the year 1800; there are those of 2003 to 2049" \
	calendar holidays --year 1800 --calendar bank
refuses 2 "usage: apontactl calendar holidays --year YYYY --calendar strict|bank" calendar holidays --year 2026
refuses 2 "usage: apontactl calendar holidays --year YYYY --calendar strict|bank" \
	calendar holidays --year 2026 --calendar protest
"$tool" calendar holidays --year 2026 --calendar bank >"$work/holidays" || fail "calendar holidays: exit $?"
answers 0 calendar list --year 2026 --calendar bank <"$work/holidays"
refuses 2 "usage: apontactl calendar list $usage --year YYYY [--calendars FOLDER] [--config FILE]" \
	calendar list --calendar bank --ibge 3550308 --year 2026
refuses 2 "usage: apontactl calendar window --state UF --from YYYY-MM-DD [--bureau serasa|spc] [--json] [--rules FOLDER] [--config FILE]" \
	calendar window --state SP
refuses 2 "apontactl: --state: \"sp\" is no state; right are two capital letters, as SP" \
	calendar window --state sp --from 2026-11-03
refuses 2 "apontactl: --bureau: no bureau is called \"cra\"; there are serasa and spc" \
	calendar window --state SP --bureau cra --from 2026-11-03
refuses 2 "apontactl: --from: there is no day 2026-02-30 in the calendar" \
	calendar window --state SP --from 2026-02-30
refuses 2 "apontactl: --ibge: no state has the IBGE code 39, with which 3911111 begins" \
	calendar list --calendar protest --ibge 3911111 --year 2026

# Each machine's graph has an edge for each of its rows, and every state of an edge stands in a cluster.
"$tool" lifecycle >"$work/all" || fail "lifecycle: exit $?"
for machine in protest listing; do
	"$tool" lifecycle --machine $machine >"$work/table" || fail "lifecycle --machine $machine: exit $?"
	awk -v machine=$machine 'NR == 1 || $1 == machine' "$work/all" | diff - "$work/table" ||
		fail "lifecycle --machine $machine: not the machine's rows of the whole table"
	"$tool" lifecycle --dot --machine=$machine >"$work/$machine.dot" || fail "lifecycle --dot: exit $?"
	awk 'NR > 1 { print $2, $4, $3 }' "$work/table" >"$work/rows"
	sed -n 's/^\t\([A-Z_]*\) -> \([A-Z_]*\) \[label="\([A-Z_]*\).*\];$/\1 \2 \3/p' "$work/$machine.dot" |
		diff "$work/rows" - || fail "lifecycle --dot: the edges are not the rows of the table"
	[ "$(wc -l <"$work/rows")" -gt 100 ] || fail "lifecycle --machine $machine: hardly any rows"
	sed -n 's/^\t\t\([A-Z_]*\) \[tooltip=.*\];$/\1/p' "$work/$machine.dot" | sort >"$work/states"
	awk '{ print $1; print $2 }' "$work/rows" | sort -u | diff "$work/states" - ||
		fail "lifecycle --dot: states differ"
	[ "$(tr -cd '{' <"$work/$machine.dot" | wc -c)" -eq "$(tr -cd '}' <"$work/$machine.dot" | wc -c)" ] ||
		fail "lifecycle --dot: brackets"
	grep -qx "digraph $machine {" "$work/$machine.dot" || fail "lifecycle --dot: the graph is not called $machine"
	if command -v dot >/dev/null; then
		dot -Tsvg "$work/$machine.dot" >/dev/null || fail "lifecycle --dot: dot does not take it"
	fi
done
cat "$work/protest.dot" "$work/listing.dot" >"$work/both"
"$tool" lifecycle --dot | diff - "$work/both" || fail "lifecycle --dot: not the graphs of both machines"
for words in --svg protest '--machine bureau' --machine '--dot --machine' '--dot now'; do
	# shellcheck disable=SC2086
	refuses 2 "usage: apontactl lifecycle [--machine protest|listing] [--dot]" lifecycle $words
done

# Every format that is named can be asked for its layout or is told to have none, and no other.
"$tool" wire formats >"$work/formats" || fail "wire formats: exit $?"
cut -f 1 "$work/formats" | sort | uniq -d | grep . && fail "wire formats: a name stands twice"
for format in cra-remessa-xml cra-remessa-600 cra-desistencia-127 cra-resposta-xml; do
	grep -q "^$format	." "$work/formats" || fail "wire formats: $format is missing"
done
refuses 2 "usage: apontactl wire formats" wire formats all

# Help is asked for on standard output, and given on standard error to who does not know the way.
"$tool" help >"$work/help" 2>"$work/err" || fail "help: exit $?"
[ ! -s "$work/err" ] || fail "help: standard error has $(cat "$work/err")"
"$tool" --help | diff "$work/help" - || fail "--help: differs from help"
sed -n '1p' "$work/help" | grep -qx 'apontactl: look into and steer apontad' || fail "help: another first line"
grep -q ' $' "$work/help" && fail "help: blanks at the end of a line"
[ "$(grep -c '^  [a-z]' "$work/help")" -eq "$(grep -c '^      [A-Za-z]' "$work/help")" ] ||
	fail "help: not one summary a command"
refuses 2 "$(cat "$work/help")" no such command
refuses 2 "$(cat "$work/help")" taxid
refuses 2 "$(cat "$work/help")" wire
refuses 2 "$(cat "$work/help")"

# What is wrong with the question shows before any database is asked.
refuses 2 "apontactl: --timeout: \"x\" is not a number of seconds" settle --timeout x
refuses 2 "apontactl: there is no option --nope here" totals --nope
refuses 2 "apontactl: option --by wants a value" finding close 1 --by
refuses 2 "apontactl: --by NAME is wanted: who has it done" correct F-1 --channel spc --why x
refuses 2 "apontactl: --why TEXT is wanted: for those who read the history later" withdraw F-1 --by Maria
refuses 2 "apontactl: --channel is wanted: where it was refused" correct F-1 --by Maria --why x
refuses 2 "apontactl: --channel: there is no channel \"cra\"; there are protest, serasa and spc" \
	withdraw F-1 --by Maria --why x --channel cra
refuses 2 "apontactl: one invoice is wanted" correct --channel spc --by Maria --why x
refuses 2 "apontactl: --set: FIELD=VALUE is wanted, as in --set cep=01310100" correct F-1 --set cep
refuses 2 "apontactl: --set: cep stands twice" correct F-1 --set cep=01310100 --set cep=01310200
refuses 2 "apontactl: there is no such option here: cep=01310100" withdraw F-1 --set cep=01310100
refuses 2 "apontactl: option --why wants a value" withdraw F-1 --why
refuses 2 "apontactl: $work/none.conf: cannot open: No such file or directory" \
	withdraw F-1 --by Maria --why x --config "$work/none.conf"
refuses 2 "apontactl: $work/none.conf: cannot open: No such file or directory" totals --config "$work/none.conf"
APONTAD_CONFIG=$work/other.conf
export APONTAD_CONFIG
refuses 2 "apontactl: $work/other.conf: cannot open: No such file or directory" migrate

exit $failed
