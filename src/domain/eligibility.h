/* What must be true before a title may leave: every reason at once, not only the first.
 *
 * Pure: facts in, reasons out. The rule book says what a failing check does and on what basis. A decision is stored
 * with all reasons and the rule book's version. Proof: tests/unit/domain/eligibility_test.c,
 * tests/unit/domain/eligibility_listing_test.c */
#pragma once

#include "base/err.h"
#include "domain/listing.h"
#include "domain/mark.h"
#include "domain/protest.h"
#include "domain/rule_book.h"

#define REASONS_MAX 32

struct reason {
	const char *code; /* "DEBT_NOT_DUE" */
	enum level level;
	const char *basis; /* law and article, or "policy" */
	const char *cra;   /* irregularity codes it prevents, "" for none */
	char words[200];   /* what was found and what would be right; tax ids masked */
};

/* A certificate, as far as it was read when the program started. */
struct signer {
	const char *identity;
	const char *unread; /* why its file could not be read; NULL when it was */
	struct date valid_from;
	struct date valid_until; /* the last day */
	bool may_sign;           /* by its key usage */
	bool seal_type;          /* an electronic seal: it declares no will */
	bool has_cnpj;           /* it carries one, and the configuration says where */
	struct taxid cnpj;
};

struct eligibility_facts {
	const struct title *title;
	struct taxid creditor_taxid;
	struct address creditor_address;
	struct date today;
	bool paid_or_pending;     /* a payment covers it, cleared or not */
	bool has_document;        /* proof of the debt is kept by hash */
	bool comarca_known;       /* the Homologadas map has its município */
	bool comarcas_loaded;     /* there is such a map at all */
	bool account_ready;       /* an account for the channel that is not stopped */
	bool regulated;           /* the creditor is a supervised body: Provimento CNJ 86/2019 */
	const char *holds;        /* kinds of its open holds, "dispute, court"; NULL or "" for none */
	bool approval_wanted;     /* a second person must agree; false: nobody is asked */
	bool approved;            /* and did */
	const char *approval;     /* which policy wants it and who may act, for the words; NULL or "" for none */
	unsigned marks;           /* what the platform says beside the data: 1 << enum mark */
	bool part_pending;        /* a part is paid and has not cleared, so what is owed is not certain */
	bool duplicate;           /* the same title of this debtor is on its way or at a notary under another invoice */
	bool protested;           /* an earlier protest of it has not been cancelled */
	const char *notice_fault; /* what the debtor's notice lacks; NULL or "" for nothing */
	const struct signer *signer; /* who signs what is sent; NULL where nobody looked */
};

struct eligibility {
	int reasons_count;
	struct reason reasons[REASONS_MAX];
	enum level worst; /* meaningful with reasons_count > 0 */
};

/* The reasons point into the book. */
void eligibility_check(const struct rule_book *rules, const struct eligibility_facts *facts,
		       struct eligibility *ret_result);

/* The same for a record at a bureau. */
struct listing_facts {
	const char *bureau; /* "serasa", "spc" */
	const struct listing *listing;
	struct taxid creditor_taxid;
	struct address creditor_address;
	struct date today;
	int youngest_days; /* after the due date, of the profile */
	int oldest_months;
	int64_t amount_cents_min;
	bool paid_or_pending;
	bool has_document;
	bool account_ready;
	bool term_known;      /* the notice term of bureau and state */
	bool codes_loaded;    /* the bureau serves lists, and they are here; true where it serves none */
	bool nature_known;    /* the account's nature is in the list; true where there is none */
	bool principal_there; /* for a guarantor: the principal's record has passed, or is there where it must be */
	bool same_contract;   /* another debt of this person is live at this bureau under the same number */
	const char *holds;    /* as of a title */
	bool approval_wanted;
	bool approved;
	const char *approval;
	unsigned marks;
	bool part_pending;
	const char *notice_fault;
	const struct signer *signer;
};

void eligibility_check_listing(const struct rule_book *rules, const struct listing_facts *facts,
			       struct eligibility *ret_result);

/* The event for the lifecycle: PASSED, HELD_BY_RULE or REFUSED_BY_RULE. Warnings pass. */
enum event eligibility_event(const struct eligibility *result);
