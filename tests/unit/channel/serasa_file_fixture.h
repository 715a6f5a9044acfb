/* What the tests of the file way of Serasa start from: an account with folders, one principal and one guarantor. */
#pragma once

#include "channel/serasa/serasa.h"

struct serasa_file {
	struct arena *arena;
	struct account_conf conf;
	struct creditor_conf creditor;
	struct profile profile;
	struct channel_account account;
	struct debtor principal;
	struct debtor guarantor;
};

#define SERASA_FILE_TODAY "2026-03-10"

void serasa_file_init(struct serasa_file *file);
void serasa_file_done(struct serasa_file *file);

struct date serasa_file_day(const char *iso);

/* An inclusion of the principal's record; a guarantor's, or a removal, by setting the members. */
struct listing serasa_file_listing(const struct serasa_file *file, const char *contract);
