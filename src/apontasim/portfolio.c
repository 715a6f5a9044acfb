/* `apontasim portfolio`: the drop-folder files of a plausible portfolio, the same for the same seed.
 *
 * Writes DIR/day-NNN-invoices.csv and DIR/day-NNN-payments.csv (what the platform knows at noon of that day), and
 * DIR/fates.txt ("NUMBER FATE": what the notary should do, so that the payments that follow make sense), and
 * DIR/deeds.txt ("DAY VERB INVOICE": what people do with apontactl). Prints one JSON line. Proof:
 * tests/sim/portfolio.sh */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "apontasim/plan.h"
#include "apontasim/programs.h"

struct portfolio {
	struct portfolio_frame frame;
	const char *out;
	const char *creditor;
	uint64_t seed;
	struct planned_invoice *invoices; /* the good ones, then the bad rows */
	size_t count;
};

#define COLUMNS                                                                                                        \
	"record,creditor,invoice,ladder,number,species,issued_on,due_on,amount,balance,endorsement,acceptance,"        \
	"declaration,document_sha256,name,taxid,street,district,cep,city,uf,ibge,phone,email,payment,paid,received_"   \
	"at,"                                                                                                          \
	"cleared_at,cause,why\n"

/* Species by share of a hundred, with the endosso and the declaração do portador that go with them. */
static const struct species {
	unsigned below;
	const char *code;
	const char *endorsement;
	const char *declaration;
} species[] = {{60, "DMI", "M", "D"}, {90, "DSI", "M", "D"}, {100, "NP", "M", "A"}};

static const struct species *species_of(const struct planned_invoice *invoice)
{
	const struct species *row = species;
	while (invoice->species >= row->below)
		row++;
	return row;
}

static void put_field(FILE *file, const char *value)
{
	bool plain = strpbrk(value, ",;\"\r\n") == NULL;
	if (!plain)
		(void)fputc('"', file);
	for (const char *c = value; *c != '\0'; c++) {
		if (*c == '"')
			(void)fputc('"', file);
		(void)fputc(*c, file);
	}
	if (!plain)
		(void)fputc('"', file);
	(void)fputc(',', file);
}

static void put_money(FILE *file, int64_t cents)
{
	(void)fprintf(file, "%lld.%02lld,", (long long)(cents / 100), (long long)(cents % 100));
}

/* Name to e-mail: ten columns. */
static void put_person(FILE *file, const struct made_person *person, enum row_fault fault)
{
	char taxid[sizeof(person->taxid)];
	(void)snprintf(taxid, sizeof(taxid), "%s", person->taxid);
	size_t last = strlen(taxid) - 1;
	if (fault == ROW_BAD_TAXID_DIGIT)
		taxid[last] = taxid[last] == '9' ? '0' : (char)(taxid[last] + 1);
	if (fault == ROW_BAD_NAME) {
		for (int i = 0; i < 12; i++)
			(void)fputs("Companhia de Nome Interminável ", file);
	}
	put_field(file, person->name);
	put_field(file, taxid);
	put_field(file, person->street);
	put_field(file, person->district);
	put_field(file, person->cep);
	put_field(file, person->place->city);
	put_field(file, person->place->uf);
	put_field(file, fault == ROW_BAD_MUNICIPIO ? "9950308" : person->place->ibge);
	put_field(file, person->phone);
	put_field(file, person->email);
}

static void put_invoice(FILE *file, const struct portfolio *all, const struct planned_invoice *invoice)
{
	char issued_on[DATE_TEXT_BYTES], due_on[DATE_TEXT_BYTES];
	const struct species *kind = species_of(invoice);
	uint64_t hash = all->seed ^ ((uint64_t)invoice->serial << 32);
	(void)fprintf(file, "invoice,%s,FAT-%06u,", all->creditor, invoice->serial);
	if (invoice->fault == ROW_BROKEN_LINE) {
		(void)fputs(",F\n", file);
		return;
	}
	(void)fprintf(file, ",F%06u,%s,%s,", invoice->serial, kind->code, date_iso(invoice->issued_on, issued_on));
	(void)fprintf(file, "%s,", invoice->fault == ROW_BAD_DATE ? "2026-02-31" : date_iso(invoice->due_on, due_on));
	put_money(file, invoice->amount_cents);
	put_money(file, invoice->balance_cents);
	(void)fprintf(file, "%s,N,%s,", kind->endorsement, kind->declaration);
	for (int i = 0; i < 4; i++)
		(void)fprintf(file, "%016llx", (unsigned long long)dice_next(&hash));
	(void)fputc(',', file);
	put_person(file, &invoice->debtor, invoice->fault);
	(void)fputs(",,,,,\n", file);
}

static void put_codebtor(FILE *file, const struct portfolio *all, const struct planned_invoice *invoice)
{
	(void)fprintf(file, "codebtor,%s,FAT-%06u,,,,,,,,,,,,", all->creditor, invoice->serial);
	put_person(file, &invoice->codebtor, ROW_GOOD);
	(void)fputs(",,,,,\n", file);
}

static void put_instant(FILE *file, const struct portfolio *all, int day, int minute)
{
	char iso[DATE_TEXT_BYTES];
	(void)fprintf(file, "%sT%02d:%02d:00-03:00", date_iso(date_plus(all->frame.start, day), iso), minute / 60,
		      minute % 60);
}

/* A payment that clears later is told twice: when it was received, and again when it cleared. */
static int put_payment(FILE *file, const struct portfolio *all, const struct planned_invoice *invoice, int index,
		       int day)
{
	const struct planned_payment *payment = &invoice->payments[index];
	if (day != payment->day && day != payment->cleared_day)
		return 0;
	(void)fprintf(file, "payment,%s,FAT-%06u,,,,,,,,,,,,,,,,,,,,,,PAG-%06u-%d,", all->creditor, invoice->serial,
		      invoice->serial, index + 1);
	put_money(file, payment->paid_cents);
	put_instant(file, all, payment->day, payment->minute);
	(void)fputc(',', file);
	if (payment->cleared_day <= day)
		put_instant(file, all, payment->cleared_day, payment->minute);
	(void)fputs(",,\n", file);
	return 1;
}

static int put_event(FILE *file, const struct portfolio *all, const struct planned_invoice *invoice, int index, int day)
{
	const struct planned_deed *deed = &invoice->deeds[index];
	if (deed->why == NULL || deed->day != day)
		return 0;
	(void)fprintf(file, "event,%s,FAT-%06u,,,,,,,,,,,,,,,,,,,,,,,,,,%s,%s\n", all->creditor, invoice->serial,
		      deed->verb, deed->why);
	return 1;
}

static FILE *open_file(const struct portfolio *all, const char *name)
{
	char path[PATH_MAX];
	if (snprintf(path, sizeof(path), "%s/%s", all->out, name) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return fopen(path, "w");
}

static bool close_file(FILE *file)
{
	bool failed = ferror(file) != 0;
	return fclose(file) == 0 && !failed;
}

static bool write_invoices(const struct portfolio *all, int day)
{
	FILE *file = NULL;
	char name[40];
	(void)snprintf(name, sizeof(name), "day-%03d-invoices.csv", day);
	for (size_t i = 0; i < all->count; i++) {
		const struct planned_invoice *invoice = &all->invoices[i];
		if (invoice->arrives_day != day)
			continue;
		if (file == NULL) {
			file = open_file(all, name);
			if (file == NULL)
				return false;
			(void)fputs(COLUMNS, file);
		}
		put_invoice(file, all, invoice);
		if (invoice->has_codebtor)
			put_codebtor(file, all, invoice);
	}
	return file == NULL || close_file(file);
}

static bool write_payments(const struct portfolio *all, int day, int *rows)
{
	char name[40];
	(void)snprintf(name, sizeof(name), "day-%03d-payments.csv", day);
	FILE *file = open_file(all, name);
	if (file == NULL)
		return false;
	int written = 0;
	(void)fputs(COLUMNS, file);
	for (size_t i = 0; i < all->count; i++) {
		for (int k = 0; k < all->invoices[i].payments_count; k++)
			written += put_payment(file, all, &all->invoices[i], k, day);
		for (int k = 0; k < all->invoices[i].deeds_count; k++)
			written += put_event(file, all, &all->invoices[i], k, day);
	}
	*rows += written;
	if (!close_file(file))
		return false;
	char path[PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/%s", all->out, name);
	return written > 0 || remove(path) == 0;
}

static bool write_fates(const struct portfolio *all)
{
	FILE *file = open_file(all, "fates.txt");
	if (file == NULL)
		return false;
	for (size_t i = 0; i < all->count; i++) {
		const char *fate = plan_fate(all->invoices[i].kind);
		if (fate != NULL)
			(void)fprintf(file, "F%06u %s\n", all->invoices[i].serial, fate);
	}
	return close_file(file);
}

/* "DAY VERB INVOICE": what people do with apontactl. */
static bool write_deeds(const struct portfolio *all)
{
	FILE *file = open_file(all, "deeds.txt");
	if (file == NULL)
		return false;
	for (size_t i = 0; i < all->count; i++)
		for (int k = 0; k < all->invoices[i].deeds_count; k++) {
			const struct planned_deed *deed = &all->invoices[i].deeds[k];
			if (deed->why == NULL)
				(void)fprintf(file, "%d %s FAT-%06u\n", deed->day, deed->verb, all->invoices[i].serial);
		}
	return close_file(file);
}

/* The first invoice of each kind that is there from the first day: whom a story can follow. */
static void print_summary(const struct portfolio *all, int payment_rows)
{
	int codebtors = 0, counts[PLAN_KIND_COUNT] = {0};
	const struct planned_invoice *firsts[PLAN_KIND_COUNT] = {NULL};
	for (size_t i = 0; i < all->count; i++) {
		const struct planned_invoice *invoice = &all->invoices[i];
		if (invoice->fault != ROW_GOOD)
			continue;
		codebtors += invoice->has_codebtor;
		counts[invoice->kind]++;
		const struct planned_invoice *best = firsts[invoice->kind];
		bool earlier = best == NULL ||
			       (!plan_is_told(invoice->kind) && date_compare(invoice->due_on, best->due_on) < 0);
		if (invoice->arrives_day == 0 && earlier)
			firsts[invoice->kind] = invoice;
	}
	printf("{\"invoices\":%d,\"bad_rows\":%d,\"codebtors\":%d,\"payment_rows\":%d,\"plans\":{", all->frame.invoices,
	       all->frame.bad_rows, codebtors, payment_rows);
	for (int kind = 0; kind < PLAN_KIND_COUNT; kind++)
		printf("%s\"%s\":%d", kind > 0 ? "," : "", plan_name((enum plan_kind)kind), counts[kind]);
	printf("},\"cast\":{");
	const char *comma = "";
	for (int kind = 0; kind < PLAN_KIND_COUNT; kind++) {
		if (firsts[kind] == NULL)
			continue;
		printf("%s\"%s\":\"FAT-%06u\"", comma, plan_name((enum plan_kind)kind), firsts[kind]->serial);
		comma = ",";
	}
	printf("}}\n");
}

static int trouble(const struct portfolio *all)
{
	(void)fprintf(stderr, "apontasim: portfolio: %s: %s\n", all->out, strerror(errno));
	return 2;
}

static int write_portfolio(struct portfolio *all)
{
	struct err err = {0};
	uint64_t dice = all->seed;
	char words[sizeof(err)];
	for (size_t i = 0; i < all->count; i++) {
		if (plan_invoice(&all->frame, &dice, (unsigned)i + 1, &all->invoices[i], &err) != OK) {
			(void)fprintf(stderr, "apontasim: portfolio: %s\n", err_text(&err, words, sizeof(words)));
			return 2;
		}
	}
	if (mkdir(all->out, 0777) != 0 && errno != EEXIST)
		return trouble(all);
	int payment_rows = 0;
	for (int day = 0; day < all->frame.days; day++) {
		if (!write_invoices(all, day) || !write_payments(all, day, &payment_rows))
			return trouble(all);
	}
	if (!write_fates(all) || !write_deeds(all))
		return trouble(all);
	print_summary(all, payment_rows);
	return 0;
}

static int usage(const char *why)
{
	(void)fprintf(stderr, "apontasim: portfolio: %s: not understood, or without a value that fits\n", why);
	(void)fprintf(stderr, "usage: apontasim portfolio --out DIR --invoices N --days D --start DATE --seed S "
			      "[--creditor CODE]\n");
	return 2;
}

static bool read_number(const char *value, long least, long most, long *ret_number)
{
	char *end = NULL;
	errno = 0;
	long number = strtol(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || number < least || number > most)
		return false;
	*ret_number = number;
	return true;
}

static bool take_option(struct portfolio *all, const char *name, const char *value)
{
	long number = 0;
	if (strcmp(name, "--out") == 0) {
		all->out = value;
	} else if (strcmp(name, "--creditor") == 0) {
		all->creditor = value;
	} else if (strcmp(name, "--start") == 0) {
		return date_parse_iso(text_of(value), &all->frame.start, NULL) == OK;
	} else if (strcmp(name, "--invoices") == 0) {
		if (!read_number(value, 1, 900000, &number))
			return false;
		all->frame.invoices = (int)number;
	} else if (strcmp(name, "--days") == 0) {
		if (!read_number(value, 1, 999, &number))
			return false;
		all->frame.days = (int)number;
	} else if (strcmp(name, "--seed") == 0) {
		if (!read_number(value, 0, LONG_MAX, &number))
			return false;
		all->seed = (uint64_t)number;
	} else {
		return false;
	}
	return true;
}

static int run(struct portfolio *all)
{
	all->frame.bad_rows = all->frame.invoices < 10 ? 0 : 1 + all->frame.invoices / 50;
	all->count = (size_t)all->frame.invoices + (size_t)all->frame.bad_rows;
	all->invoices = calloc(all->count, sizeof(*all->invoices));
	if (all->invoices == NULL)
		return trouble(all);
	int status = write_portfolio(all);
	free(all->invoices);
	return status;
}

int portfolio_main(int argc, char **argv)
{
	struct portfolio all = {.creditor = "exemplo", .frame = {.start = DATE_NONE}};
	for (int i = 1; i + 1 < argc; i += 2) {
		if (!take_option(&all, argv[i], argv[i + 1]))
			return usage(argv[i]);
	}
	if (argc % 2 == 0 || all.out == NULL || all.frame.invoices == 0 || all.frame.days == 0 ||
	    date_is_none(all.frame.start))
		return usage("options");
	return run(&all);
}
