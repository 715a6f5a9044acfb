/* conf/fees/NAME.conf: what a protest costs in a state, by the amount. conf/fees/README explains the format. */
#include "conf/conf.h"
#include "conf/schema.h"

static const struct setting band_settings[] = {
	{"amount_max", SETTING_MONEY, AT(fee_band, amount_cents_max), .fallback = "",
	 .help = "greatest amount that it is for, decimal text; empty for no end"},
	{"fee", SETTING_MONEY, AT(fee_band, fee_cents), .help = "what the protest costs, decimal text"},
	END,
};
static const struct schema schema_band = {.name = "bands", .settings = band_settings};

static const struct setting fee_settings[] = {
	{"name", SETTING_TEXT, AT(fee_table, name), LENGTH(1, 48), .form = FORM_CODE,
	 .help = "the file's name without .conf"},
	{"uf", SETTING_TEXT, AT(fee_table, uf), LENGTH(2, 2), .form = FORM_UF, .help = "the state"},
	{"from", SETTING_DATE, AT(fee_table, from), .help = "first day on which it holds"},
	{"until", SETTING_DATE, AT(fee_table, until), .fallback = "", .help = "last day; empty while it holds"},
	{"basis", SETTING_TEXT, AT(fee_table, basis), LENGTH(1, 96), .help = "law or source"},
	{"bands", SETTING_LIST, ITEMS(fee_table, bands, bands_count), LENGTH(1, FEE_BANDS_MAX), .schema = &schema_band,
	 .help = "by rising amount; the first that takes the amount counts"},
	END,
};
const struct schema schema_fees = {.name = "fees/NAME.conf", .settings = fee_settings};

static void check_fees(struct reader *reader, const struct fee_table *table)
{
	if (!date_is_none(table->until) && date_compare(table->until, table->from) < 0)
		reader_complain(reader, config_lookup(&reader->config, "until"), NULL,
				"the table ends before it begins");
	for (int i = 1; i < table->bands_count; i++)
		if (table->bands[i].amount_cents_max <= table->bands[i - 1].amount_cents_max)
			reader_complain(
				reader, check_item(reader, "bands", i, "amount_max"), NULL,
				"is not above that of the band before; amounts rise, and only the last may have no "
				"end");
}

static void read_fees(struct run *run, const char *file)
{
	struct reader reader;
	struct fee_book *book = run->fees;
	reader_open(&reader, run, file, ".");
	struct fee_table *table = arena_alloc(run->arena, sizeof(*table));
	if (book->count == FEE_TABLES_MAX)
		reader_complain(&reader, NULL, NULL, "is one table too many; right are at most %d", FEE_TABLES_MAX);
	else if (table != NULL && reader_parse(&reader)) {
		reader_group(&reader, &schema_fees, config_root_setting(&reader.config), table);
		if (reader.errors == 0) {
			check_name(&reader, table->name);
			check_fees(&reader, table);
		}
		book->at[book->count++] = table;
	}
	reader_done(&reader);
}

enum rc conf_read_fees(struct arena *arena, const char *folder, struct fee_book **ret_book,
		       void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct run run = {.arena = arena, .told = told, .context = context};
	struct reader reader;
	run.fees = arena_alloc(arena, sizeof(*run.fees));
	if (run.fees == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "there is no memory left to read the fees");
	reader_open(&reader, &run, folder, ".");
	reader_folder(&run, &reader, "fees", folder, read_fees);
	reader_done(&reader);
	enum rc rc = run_result(&run, folder, reterr);
	if (rc == OK)
		*ret_book = run.fees;
	return rc;
}
