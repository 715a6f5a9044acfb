#!/bin/sh
# The worked tables of the law, row by row: tax ids, Easter and what moves with it, terms on the three calendars, the
# wait before a record is shown, the five years, codes of the IBGE. And the PROTEST calendar's data: what is missing or
# wrong in it is told, and is never "no holidays".
set -u
top=$(cd "${srcdir:-.}" && pwd) || exit 99
tool=${APONTACTL:-./apontactl}
answers=${LAW_ANSWERS:-./tests/golden/law_answers}
golden=$top/tests/golden
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
failed=0
tab=$(printf '\t')
export APONTAD_CONFIG="$work/apontad.conf"

fail() {
	echo "FAIL: $1"
	failed=1
}

# same WHAT RIGHT SAID
same() {
	[ "$2" = "$3" ] || fail "$1: says \"$3\", right is \"$2\""
}

rows() {
	grep -v '^#' "$golden/$1"
}

# rows_are FILE COUNT: no row of a table got lost.
rows_are() {
	same "$1: rows" "$2" "$(rows "$1" | wc -l)"
}

add() {
	"$tool" calendar add --calendar "$@" 2>&1
}

# refuses WORDS COMMAND...: exit 2, nothing on standard output, WORDS somewhere on standard error.
refuses() {
	words=$1
	shift
	"$tool" calendar "$@" >"$work/out" 2>"$work/err"
	status=$?
	[ $status -eq 2 ] || fail "calendar $*: exit $status, 2 is right"
	[ ! -s "$work/out" ] || fail "calendar $*: standard output has $(cat "$work/out")"
	grep -qF "$words" "$work/err" || fail "calendar $*: says \"$(cat "$work/err")\", not \"$words\""
}

# A configuration with the rules that come with the program and calendars of our own: a town without holidays of its
# own, covered but for a gap.
no_holidays=5300108
mkdir "$work/calendars"
config() {
	printf 'database = "dbname=none";\nprofiles = "%s";\nladders = "%s";\nrules = "%s";\ncalendars = "%s";\n' \
		"$top/conf/profiles" "$top/conf/ladders" "$top/conf/rules" "$1"
}
calendar_file() {
	printf 'name = "own";\nversion = "2026-11-21";\n%s\n' "$1" >"$work/calendars/own.conf"
}
town="{ ibge = \"$no_holidays\"; from_year = 2024; until_year = 2028; }, \
	{ ibge = \"$no_holidays\"; from_year = 2030; until_year = 2030; }"
config calendars >"$work/apontad.conf"
config "$top/conf/calendars" >"$work/shipped.conf"
calendar_file "covered = ( $town );"

# --- tax ids ---------------------------------------------------------------------------------------------------------
rows taxid.tsv >"$work/rows"
while IFS= read -r row; do
	value=${row%%"$tab"*}
	verdict=${row##*"$tab"}
	kind=${row#*"$tab"}
	kind=${kind%%"$tab"*}
	said=$("$tool" taxid check "$value")
	status=$?
	case $verdict in
	valid) same "taxid $value" "0 $value$tab$kind${tab}valid" "$status $said" ;;
	check_digit) same "taxid $value" "1 $value$tab$kind${tab}invalid: check digits are" \
		"$status $(printf '%s' "$said" | sed 's/\(check digits are\).*/\1/')" ;;
	*) case "$status $said" in
		"1 $value$tab"*"${tab}invalid: check digits"*) fail "taxid $value: $said; it has not the form" ;;
		"1 $value$tab"*"${tab}invalid: "*) ;;
		*) fail "taxid $value: exit $status: $said" ;;
		esac ;;
	esac
done <"$work/rows"
[ "$(wc -l <"$work/rows")" -gt 80 ] || fail "taxid.tsv: hardly any rows"

# --- Easter, what moves with it, the end of the year -----------------------------------------------------------------
rows_are years.tsv 7
rows years.tsv >"$work/rows"
while IFS="$tab" read -r year easter monday tuesday ash friday corpus last days; do
	same "Easter $year" "$easter" "$("$answers" easter "$year")"
	"$tool" calendar list --calendar bank --year "$year" | cut -f 1,3 >"$work/list"
	for row in "$monday${tab}Carnaval (segunda-feira)" "$tuesday${tab}Carnaval (terça-feira)" \
		"$friday${tab}Sexta-feira da Paixão" "$corpus${tab}Corpus Christi"; do
		grep -qxF "$row" "$work/list" || fail "$year: banks do not close on $row"
	done
	if [ "$year" -ne 2029 ]; then
		"$tool" calendar list --calendar protest --ibge $no_holidays --year "$year" | cut -f 1,3,5 >"$work/list"
		for row in "$ash${tab}Quarta-feira de Cinzas${tab}certain" \
			"$last${tab}Último dia útil bancário do ano${tab}certain" \
			"$year-12-24${tab}Véspera de Natal${tab}uncertain"; do
			grep -qxF "$row" "$work/list" || fail "$year: the notary does not close on $row"
		done
	fi
	# The day with the year's number is its last one, and the next is another year's.
	before=$((year - 1))-12-31
	same "the last bank day of $year" "$last" "$(add bank --from "$before" --days "$days")"
	same "the bank days of $year" $((year + 1)) "$(add bank --from "$before" --days $((days + 1)) | cut -c 1-4)"
done <"$work/rows"

rows_are fixed-holidays.tsv 9
for year in 2003 2023 2024 2027; do
	rows fixed-holidays.tsv | awk -v year=$year '$2 <= year { print year "-" $1 }' >"$work/right"
	"$tool" calendar list --calendar strict --year $year | cut -f 1 | diff "$work/right" - ||
		fail "fixed holidays of $year"
done

# --- terms -----------------------------------------------------------------------------------------------------------
rows_are deadlines.tsv 22
rows deadlines.tsv >"$work/rows"
while IFS="$tab" read -r rule start days strict bank protest; do
	same "$rule $start STRICT" "$strict" "$(add strict --from "$start" --days "$days")"
	same "$rule $start BANK" "$bank" "$(add bank --from "$start" --days "$days")"
	[ "$protest" = - ] || same "$rule $start PROTEST" "$protest" \
		"$(add protest --ibge $no_holidays --from "$start" --days "$days" | cut -f 1)"
done <"$work/rows"

rows_are town-deadlines.tsv 10
rows town-deadlines.tsv >"$work/rows"
while IFS="$tab" read -r ibge start days last doubt; do
	said=$(add protest --ibge "$ibge" --from "$start" --days "$days" --config "$work/shipped.conf")
	same "PROTEST $ibge $start" "$last" "$(printf '%s' "$said" | cut -f 1)"
	case $said in
	*"${tab}uncertain: $doubt "*) [ "$doubt" != - ] || fail "PROTEST $ibge $start: $said" ;;
	*) same "PROTEST $ibge $start: doubt" - "$doubt" ;;
	esac
done <"$work/rows"

rows_are windows.tsv 13
rows windows.tsv >"$work/rows"
while IFS="$tab" read -r state bureau from last shown days whose; do
	same "window $state $bureau $from" "$bureau$tab$last$tab$shown$tab$days$tab$whose" \
		"$("$tool" calendar window --state "$state" --bureau "$bureau" --from "$from" 2>&1 | cut -f 1-5)"
done <"$work/rows"
same "window of every bureau" "serasa spc" \
	"$("$tool" calendar window --state SP --from 2026-11-03 | cut -f 1 | tr '\n' ' ' | sed 's/ $//')"
cat >"$work/right" <<'END'
[
  {
    "bureau": "serasa",
    "state": "MT",
    "from": "2020-09-30",
    "last_day_of_wait": "2020-11-14",
    "first_day_shown": "2020-11-15",
    "rule": {
      "bureau": null,
      "uf": "MT",
      "days": 45,
      "from": "2020-04-01",
      "until": "2020-09-30",
      "basis": "emergency rule of 2020, ended"
    }
  }
]
END
"$tool" calendar window --json --state MT --bureau serasa --from 2020-09-30 | diff "$work/right" - ||
	fail "a window as JSON"
refuses "no notice term of serasa holds on 2009-12-31" window --state SP --from 2009-12-31

rows_are five-years.tsv 4
rows five-years.tsv >"$work/rows"
while IFS="$tab" read -r due gone removed; do
	same "five years from $due" "$gone$tab$removed" "$("$answers" five-years "$due")"
done <"$work/rows"

rows_are ibge.tsv 28
rows ibge.tsv >"$work/rows"
while IFS="$tab" read -r code state answer fitting; do
	same "IBGE $code" "$state$tab$answer$tab$fitting" "$("$answers" ibge "$code")"
done <"$work/rows"

# --- without a configuration, and without a town -----------------------------------------------------------------------
saved=$APONTAD_CONFIG
unset APONTAD_CONFIG
rows windows.tsv >"$work/rows"
while IFS="$tab" read -r state bureau from last shown days whose; do
	same "window $state $bureau $from by the rules that are shipped" "$bureau$tab$last$tab$shown$tab$days$tab$whose" \
		"$("$tool" calendar window --state "$state" --bureau "$bureau" --from "$from" --rules "$top/conf/rules" 2>&1 |
			cut -f 1-5)"
done <"$work/rows"
rows deadlines.tsv >"$work/rows"
while IFS="$tab" read -r rule start days strict bank protest; do
	[ "$protest" = - ] || same "$rule $start PROTEST without a town" \
		"$protest${tab}without the holidays of a town or a state: --ibge names one" \
		"$(add protest --from "$start" --days "$days" --calendars "$top/conf/calendars" |
			sed "s/${tab}uncertain: [^$tab]*//")"
done <"$work/rows"
refuses "the folder $work/none cannot be read" window --state SP --from 2026-11-03 --rules "$work/none"
APONTAD_CONFIG=$saved
export APONTAD_CONFIG

# --- what is missing is an error -------------------------------------------------------------------------------------
refuses "the calendars do not cover the town 3106200; once" add --calendar protest --ibge 3106200 --from 2026-11-16 --days 3
refuses "the calendars do not cover the town 3106200; once" list --calendar protest --ibge 3106200 --year 2026
for year in 2023 2029 2031; do
	refuses "do not cover the town $no_holidays in $year; the years that they cover lie in 2024 to 2030" \
		list --calendar protest --ibge $no_holidays --year $year
done
refuses "in 2029" add --calendar protest --ibge $no_holidays --from 2028-12-27 --days 3
same "a term that ends before the gap" 2028-12-28 "$(add protest --ibge $no_holidays --from 2028-12-27 --days 1)"
refuses "in 2031" add --calendar protest --ibge $no_holidays --from 2030-12-27 --days 3
rm "$work/calendars/own.conf"
refuses "do not cover the town $no_holidays" add --calendar protest --ibge $no_holidays --from 2026-11-16 --days 3
config "$work/none" >"$work/none.conf"
refuses "the folder $work/none cannot be read" \
	list --calendar protest --ibge $no_holidays --year 2026 --config "$work/none.conf"

# --- what the data can say -------------------------------------------------------------------------------------------
# Once or yearly, for a town, its state or the country; a certain day stands before an uncertain one.
calendar_file "holidays = (
	{ ibge = \"$no_holidays\"; yearly = \"12-01\"; from_year = 2026; until_year = 2027; name = \"Town\"; basis = \"a\"; },
	{ uf = \"DF\"; date = \"2026-11-24\"; name = \"State\"; basis = \"b\"; uncertain = true; },
	{ uf = \"SP\"; date = \"2026-11-25\"; name = \"Other state\"; basis = \"c\"; },
	{ date = \"2026-11-26\"; name = \"Match\"; basis = \"d\"; },
	{ ibge = \"$no_holidays\"; date = \"2027-12-24\"; name = \"Closed\"; basis = \"e\"; }
); covered = ( $town );"
same "rows of every kind" "2026-12-02${tab}uncertain: 2026-11-24 State" \
	"$(add protest --ibge $no_holidays --from 2026-11-23 --days 4)"
same "a yearly day before it holds" 2025-12-01 "$(add protest --ibge $no_holidays --from 2025-11-28 --days 1)"
same "a yearly day after it held" 2028-12-01 "$(add protest --ibge $no_holidays --from 2028-11-30 --days 1)"
same "certain before uncertain" 2027-12-27 "$(add protest --ibge $no_holidays --from 2027-12-23 --days 1)"
"$tool" calendar list --calendar protest --ibge $no_holidays --year 2026 | sed -n "/^2026-11-2[1-9]/,\$p" >"$work/list"
diff - "$work/list" <<END || fail "the list of a town"
2026-11-24${tab}Tuesday${tab}State${tab}b${tab}uncertain${tab}own 2026-11-21
2026-11-26${tab}Thursday${tab}Match${tab}d${tab}certain${tab}own 2026-11-21
2026-12-01${tab}Tuesday${tab}Town${tab}a${tab}certain${tab}own 2026-11-21
2026-12-24${tab}Thursday${tab}Véspera de Natal${tab}Lei 9.492/1997 art. 12 par. 2: special hours${tab}uncertain${tab}apontad
2026-12-25${tab}Friday${tab}Natal${tab}Lei 662/1949, Lei 10.607/2002${tab}certain${tab}apontad
2026-12-31${tab}Thursday${tab}Último dia útil bancário do ano${tab}banks do not serve the public${tab}certain${tab}apontad
END

# --- what is wrong in the data is told with its place -----------------------------------------------------------------
# wrong WORDS HOLIDAY [COVERED]
wrong() {
	calendar_file "holidays = ( { $2 } ); covered = ( ${3:-$town} );"
	refuses "$1" list --calendar protest --ibge $no_holidays --year 2026
}
day='name = "N"; basis = "B";'
wrong "own.conf:3: holidays[0].name: needs one of" "$day"
wrong "own.conf:3: holidays[0].yearly: needs one of" "yearly = \"01-25\"; date = \"2026-01-25\"; $day"
for yearly in 02-29 02-30 13-01 1-25 01/25 xx-xx; do
	wrong "own.conf:3: holidays[0].yearly: " "yearly = \"$yearly\"; $day"
done
wrong "holidays[0].date: there is no day" "date = \"2026-02-30\"; $day"
wrong "holidays[0].date: is once" "date = \"2026-01-25\"; from_year = 2026; $day"
wrong "holidays[0].until_year: ends before" "yearly = \"01-25\"; from_year = 2027; until_year = 2026; $day"
wrong "holidays[0].from_year: is 2002" "yearly = \"01-25\"; from_year = 2002; $day"
wrong "holidays[0].uf: stands beside" "ibge = \"$no_holidays\"; uf = \"DF\"; yearly = \"01-25\"; $day"
wrong "holidays[0].ibge: 3550309 is not among the towns" "ibge = \"3550309\"; yearly = \"01-25\"; $day"
wrong "is missing: law or source" 'yearly = "01-25"; name = "N";'
wrong "covered[0].until_year: ends before" "yearly = \"01-25\"; $day" \
	'{ ibge = "5300108"; from_year = 2027; until_year = 2026; }'
wrong "covered[0]" "yearly = \"01-25\"; $day" '{ ibge = "5300108"; from_year = 2027; }'
calendar_file ""
mv "$work/calendars/own.conf" "$work/calendars/other.conf"
refuses "both must agree" list --calendar protest --ibge $no_holidays --year 2026
printf 'name = "other";\n' >"$work/calendars/other.conf"
refuses "version: is missing" list --calendar protest --ibge $no_holidays --year 2026

exit $failed
