#!/usr/bin/env bash
# Return files of Serasa that are cut, or say what nobody knows: their bytes are kept as they came, a person is told, no
# escalation moves by what is not whole, and the whole file that follows is read.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2034
BUREAUS="serasa-file" WORLD_LADDER=three-channels

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
bureau_put serasa fate "F3 reject 999"
drop_rows invoices.csv "$(invoice_row FAT-1 F1 2026-02-18 100.00)" "$(invoice_row FAT-2 F2 2026-02-18 200.00)" \
	"$(invoice_row FAT-3 F3 2026-02-18 300.00)"
world_settle
at "2026-03-02 08:30"
expect_listing FAT-1 serasa SENT

# The return, cut in the middle of its second record by the way it took.
sims_at 2026-03-02T09:00:00-03:00
sims_at 2026-03-02T09:30:00-03:00
return=$(find "$WORLD/from-serasa" -maxdepth 1 -name 'RET_*')
[ -s "$return" ] || fail "no return: $(ls -R "$WORLD/from-serasa")"
mv "$return" "$WORLD/whole"
head -c 1500 "$WORLD/whole" >"$WORLD/cut"
cp "$WORLD/cut" "$return.part" && mv "$return.part" "$return"
printf 'not a return at all\n' >"$WORLD/from-serasa/.hello" && mv "$WORLD/from-serasa/.hello" "$WORLD/from-serasa/hello.txt"
at "2026-03-02 09:35"
# Its first record is whole, and holds; the second is cut, and nothing is guessed of it.
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-2 serasa SENT
expect_listing FAT-3 serasa SENT
expect "findings of what cannot be read" 2 "$(findings unreadable)"
expect_told findings unreadable return "line 3: the line has 296 bytes; 600 are right" "was the file cut?"
kept() {
	world_sql "SELECT count(*) FROM apontad.message m JOIN apontad.message_part p ON p.message_id = m.id
		WHERE m.kind = 'return' AND m.state = '$1' AND p.sha256 = decode('$(sha256sum <"$2" | cut -d ' ' -f 1)', 'hex')"
}
expect "the bytes of the cut one, kept" 1 "$(kept absorbed "$WORLD/cut")"

# The whole one comes later. A code nobody knows is for a person; its neighbours go on.
cp "$WORLD/whole" "$WORLD/from-serasa/.again" && mv "$WORLD/from-serasa/.again" "$WORLD/from-serasa/RET_again.txt"
at "2026-03-02 10:30"
expect "the bytes of the whole one, kept" 1 "$(kept absorbed "$WORLD/whole")"
expect_listing FAT-1 serasa NOTICE_PENDING
expect_listing FAT-2 serasa NOTICE_PENDING
expect_listing FAT-3 serasa SENT
expect_told findings unknown_code FAT-3 serasa "999: no table of serasa has it"
expect_promises
pass "cut and unknown, kept and told, and the neighbours went on"
