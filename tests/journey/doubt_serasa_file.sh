#!/usr/bin/env bash
# Serasa by file. A remessa is put into the folder once, whoever dies between the writing and the recording, and its
# return is matched by number and line. A return that never comes is silence: doubt, a person, and no second inclusion.
# Numbers of remessas never restart.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/journey/lib-bureau.sh
. "$(dirname "$0")/lib-bureau.sh"

# shellcheck disable=SC2034
BUREAUS="serasa-file" WORLD_LADDER=bureaus

# The numbers of all remessas that the folder was ever given, with those that were taken out of it.
remessas() {
	find "$WORLD/to-serasa" -name .sent -prune -o -name 'PEFIN_*' -printf '%f\n' | sort |
		sed 's/.*_0*\([1-9][0-9]*\)\.txt$/\1/' | paste -sd ' '
}

# The return that has been put into the folder gets lost on the way to us: lose_return TIME
lose_return() {
	sims_at "$1"
	rm "$WORLD"/from-serasa/RET_*
}

# Whoever passes POINT in the delivery of NUMBER at TIME is killed.
kill_at() { # POINT NUMBER TIME
	export APONTAD_FAULT=$1 APONTAD_FAULT_TOKEN=$WORLD/fired-$1
	daemon_anew
	at "$3"
	drop_rows "invoice-$2.csv" "$(invoice_row "FAT-$2" "F$2" 2026-02-10 100.00)"
	world_settle
	[ -e "$APONTAD_FAULT_TOKEN" ] || fail "$1 was never passed"
	unset APONTAD_FAULT APONTAD_FAULT_TOKEN
	expect_asked "FAT-$2" serasa include sent "a kill at $1"
}

world_begin 2026-03-02T08:30:00-03:00 "${SIM_CALM[@]}"
drop_rows first.csv "$(invoice_row FAT-1 F1 2026-02-10 100.00)" "$(invoice_row FAT-2 F2 2026-02-10 100.00)"
world_settle
at "2026-03-02 09:00"
at "2026-03-02 09:30"
kill_at deliver_sending 3 "2026-03-02 10:00"
kill_at deliver_answered 4 "2026-03-03 08:30"
at "2026-03-03 09:00"
at "2026-03-03 09:30"
for i in 1 2 3 4; do
	expect_listing "FAT-$i" serasa NOTICE_PENDING
done
expect "remessas, taken" "1 2 3, 3" "$(remessas), $(book serasa .files_taken)"

# A removal and an inclusion, in one remessa or, where the one leaves before the other is decided, in two: what comes
# back is lost.
drop_at "2026-03-04 08:30" "$(payment_row FAT-1 PAG-1 100.00 2026-03-04T08:30:00-03:00)" \
	"$(invoice_row FAT-5 F5 2026-02-10 100.00)"
sims_at 2026-03-04T09:00:00-03:00
lose_return 2026-03-04T09:30:00-03:00
at "2026-03-07 08:45"
expect_asked FAT-5 serasa include in_doubt "72 hours"
expect_asked FAT-1 serasa remove in_doubt "72 hours"
expect "states" "SENT REMOVE_FAILED" "$(state FAT-5 serasa) $(state FAT-1 serasa)"
expect "findings" "ANSWER_OVERDUE ANSWER_OVERDUE deadline_near" "$(kinds_found)"
expect "in doubt" 1 "$(total .serasa.in_doubt)"

# What is in doubt is taken back all the same when it is paid.
drop_at "2026-03-07 09:00" "$(payment_row FAT-5 PAG-5 100.00 2026-03-07T09:00:00-03:00)"
at "2026-03-10 09:15"
expect_listing FAT-5 serasa REMOVE_SENT
at "2026-03-10 09:30"
at "2026-03-10 10:00"
expect_listing FAT-5 serasa REMOVED
expect "remessas" "$(seq -s ' ' 1 "$(book serasa .files_taken)")" "$(remessas)"
expect "at Serasa" "removed notice notice notice removed" "$(for i in 1 2 3 4 5; do at_the_bureau serasa "F$i"; done | paste -sd ' ')"
expect "in doubt" 0 "$(total .serasa.in_doubt)"
expect_clean_books serasa
expect_promises
pass "each remessa handed over once, whoever was killed; a lost return is told, and never a reason to list twice"
