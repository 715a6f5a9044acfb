#!/usr/bin/env bash
# Whatever is wrong with a file or a row is told: where, which field, which rule, what would be right. The other rows and
# the other files go on, and no row is dropped in silence.
# shellcheck source=tests/journey/lib.sh
. "$(dirname "$0")/lib.sh"

# A rejected row is told four times: in the file beside the input, by apontactl, in the log, and in the totals.
# expect_rejected FILE LINE FIELD RULE
expect_rejected() {
	grep -q "^$2,\"$3\",\"$4\"," "$WORLD/inbox/done/$1.rejected.csv" ||
		fail "$1: line $2, $3, $4 is not in the file beside it: $(cat "$WORLD/inbox/done/$1.rejected.csv")"
	ctl rejected | grep -q "^$1  *$2  *$3  *$4 " || fail "$1: line $2, $3, $4 is not told by apontactl: $(ctl rejected)"
	grep -q "row rejected:.*FILE_NAME=\"\{0,1\}$1\"\{0,1\} LINE=$2 FIELD=$3 RULE=$4" "$WORLD/log/apontad.log" ||
		fail "$1: line $2, $3, $4 is not in the log: $(grep rejected "$WORLD/log/apontad.log")"
}

drop_bytes() { # NAME, bytes from standard input
	cat >"$WORLD/staging/$1"
	mv "$WORLD/staging/$1" "$WORLD/inbox/$1"
}

row() { # INVOICE NUMBER AMOUNT [SED EXPRESSION]
	invoice_row "$1" "$2" 2026-01-20 "$3" | sed "${4:-}"
}

world_begin 2026-03-02T06:00:00-03:00 "${SIM_CALM[@]}"
drop_rows rows.csv "$(row FAT-1 F1 100.00)" \
	"$(row FAT-2 F2 100.00 's/52998224725/52998224726/')" \
	"$(row FAT-3 F3 100.00 's/3550308/9999999/')" \
	"$(row FAT-4 F4 100.00 's/Fulano de Tal Exemplo/Fulano de Tal com um Nome que nao Cabe em Quarenta e Cinco Letras/')" \
	"$(row FAT-5 F5 100.00 's/"Rua das/"Rua "das/')" \
	"$(row FAT-6 F6 100.00 "s/Fulano/Jo$(printf '\343')o/")" \
	"$(row FAT-7 F7 100,00)" \
	"$(row FAT-8 F8 100.00 's/2026-01-20/20\/01\/2026/')" \
	"$(row FAT-1 F1 200.00)" \
	"$(payment_row FAT-404 PAG-1 10.00 2026-03-02T05:00:00-03:00)" \
	"$(payment_row FAT-1 PAG-2 -1.00 2026-03-02T05:00:00-03:00)" \
	"$(payment_row FAT-1 PAG-3 1.00 yesterday)" \
	"$(codebtor_row FAT-405 "Beltrana Exemplo" 11144477735)" \
	"$(row FAT-9 F9 100.00 's/^invoice,exemplo/invoice,nobody/')" \
	"$(row FAT-10 F10 99999999999999999999.00)" \
	"$(row FAT-11 F11 100.00)"
world_settle
while read -r line field rule; do
	expect_rejected rows.csv "$line" "${field/-/}" "$rule"
done <<'ROWS'
3 taxid check_digit
4 ibge unknown
5 name range
6 - format
7 name format
8 - format
9 due_on format
10 invoice duplicate
11 invoice not_found
12 paid range
13 received_at format
14 invoice not_found
15 creditor not_found
16 amount range
ROWS
expect "rows rejected" 14 "$(total .rejected_rows)"
expect "invoices" 2 "$(total .invoices)"

# Files that are no table of rows, and names that are none of ours: the whole file is one rejected row.
printf 'GIF89a\001\002\003' | drop_bytes picture.csv
printf 'line one\nline two\n' | drop_bytes letter.txt
printf '\377\376r\000e\000c\000' | drop_bytes wide.csv
: | drop_bytes empty.csv
drop_bytes "$(printf 'remessa-mar\347o.csv')" < <(printf '%s\n' "$COLUMNS" "$(row FAT-20 F20 100.00)")
mkfifo "$WORLD/inbox/pipe.csv"
{
	printf '{"invoice": "FAT-21", "creditor": \n'
	printf '{"creditor": "%s", "invoice": "FAT-22", "number": "F22", "species": "DMI", "issued_on": "2025-11-03", ' "$CREDITOR"
	printf '"due_on": "2026-01-20", "amount": "222.22", "endorsement": "M", "declaration": "D", "document_sha256": "%s", ' \
		"$(printf 22 | sha256sum | cut -d ' ' -f 1)"
	printf '"name": "Jos\\u00e9 Exemplo", "taxid": "52998224725", "street": "Rua das Palmeiras, 15", "cep": "01310100", '
	printf '"city": "S\\u00e3o Paulo", "uf": "SP", "ibge": "3550308"}\n'
	printf '{"creditor": "%s", "invoice": "FAT-1\\u0000", "number": "F23"}\n' "$CREDITOR"
	printf '{"creditor": "%s", "record": "payment", "invoice": "FAT-1", "payment": "PAG-9", "paid": 12.5, ' "$CREDITOR"
	printf '"received_at": "2026-03-02T05:00:00-03:00"}\n'
	printf '[1, 2, 3]\n'
} | drop_bytes lines.jsonl
world_settle
for file in picture.csv letter.txt wide.csv empty.csv; do
	[ -e "$WORLD/inbox/done/$file" ] || fail "$file was not set aside"
	expect "rows of $file" 1 "$(ctl rejected | grep -c "^$file  *1 ")"
done
for line in 1 3 5; do
	ctl rejected | grep -q "^lines.jsonl  *$line " || fail "line $line of lines.jsonl is not told: $(ctl rejected)"
done
expect "good rows of the other files" "FAT-1 FAT-11 FAT-20 FAT-22" \
	"$(world_sql "SELECT string_agg(external_id, ' ' ORDER BY external_id) FROM apontad.invoice")"

# The same file again: known by its bytes. The same rows in another file: known by their ids. Nothing is told twice.
before=$(total .rejected_rows)
cp "$WORLD/inbox/done/rows.csv" "$WORLD/staging/again.csv" && mv "$WORLD/staging/again.csv" "$WORLD/inbox/again.csv"
drop_rows repeated.csv "$(row FAT-1 F1 100.00)"
world_settle
expect "rows rejected, asked again" "$before" "$(total .rejected_rows)"

# A município that is none of the CRA's: held, and told to a person.
drop_rows far.csv "$(row FAT-30 F30 100.00 's/3550308/3500105/')"
world_settle
expect_state FAT-30 HELD
expect_told findings HELD_BY_RULE FAT-30 COMARCA_UNKNOWN

days 2026-03-02 2026-03-03
expect "titles confirmed" 4 "$(total .protest.confirmed)"
expect "at the counterparty" 4 "$(sim_get books | jq .accepted)"
expect_promises
pass "fourteen bad rows and six bad files were told, and the rest went on"
