/* What the two writers of request files share: the groups, and values that fit. Used by cra_pedido*.c only. */
#pragma once

#include "wire/cra_pedido.h"
#include "wire/cra_pedido_layout.h"

/* The requests of one notary, as indices in the order given; groups of one comarca stand together. */
struct pedido_group {
	const char *comarca_ibge;
	const char *notary;
	int *requests;
	int count;
};

struct pedido_job {
	struct arena *arena;
	const struct cra_pedido_dialect *dialect;
	const struct cra_presenter *presenter;
	enum request_kind kind;
	const char *file_name;
	struct date moved_on;
	const struct request *requests;
	int count;
	struct pedido_group *groups;
	int groups_count;
	struct buf *out;
};

/* `value` transliterated, 1 to `max` characters. ERR_RANGE names `field`. */
MUST_CHECK enum rc pedido_fit(const struct pedido_job *job, const char *value, size_t max, const char *field,
			      const char **ret_ascii, struct err *reterr);
/* Name the request in an error. */
enum rc pedido_error_at(const struct pedido_job *job, int request, enum rc rc, struct err *reterr);
const char *pedido_root(const struct pedido_job *job);

MUST_CHECK enum rc pedido_write_form_a(const struct pedido_job *job, struct err *reterr);
MUST_CHECK enum rc pedido_write_records(const struct pedido_job *job, struct err *reterr); /* form B, 127 columns */
