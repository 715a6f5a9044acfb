#include "wire/cra_pedido.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "wire/cra_pedido_write.h"
#include "wire/translit.h"

const char *pedido_root(const struct pedido_job *job)
{
	static const char *const usual[] = {
		[REQUEST_WITHDRAW] = "desistencia",
		[REQUEST_CANCEL] = "cancelamento",
		[REQUEST_AUTHORISE_WITHDRAW] = "autoriza_desistencia",
		[REQUEST_AUTHORISE_CANCEL] = "autoriza_cancelamento",
	};
	const char *root = job->dialect->roots[job->kind];
	return root != NULL ? root : usual[job->kind];
}

enum rc pedido_fit(const struct pedido_job *job, const char *value, size_t max, const char *field,
		   const char **ret_ascii, struct err *reterr)
{
	const char *ascii = translit_ascii(job->arena, text_of(value));
	if (ascii == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a value");
	size_t len = strlen(ascii);
	if (len == 0 || len > max)
		return err_set_at(reterr, ERR_RANGE, NULL, field, "%zu characters; the field takes 1 to %zu", len, max);
	*ret_ascii = ascii;
	return OK;
}

enum rc pedido_error_at(const struct pedido_job *job, int request, enum rc rc, struct err *reterr)
{
	char where[64];
	if (rc == OK || rc == ERR_NO_MEMORY)
		return rc;
	(void)snprintf(where, sizeof(where), "request %d (title %s)", request + 1, job->requests[request].title_number);
	err_at(reterr, where, NULL);
	return rc;
}

static enum rc out_of_range(struct err *reterr, const char *field, const char *words)
{
	return err_set_at(reterr, ERR_RANGE, NULL, field, "%s", words);
}

/* What every form needs of a request. */
static enum rc check_request(const struct pedido_job *job, const struct request *request, struct err *reterr)
{
	struct text comarca = text_of(request->comarca_ibge);
	bool is_authorisation = job->kind == REQUEST_AUTHORISE_WITHDRAW || job->kind == REQUEST_AUTHORISE_CANCEL;
	if (comarca.len != 7 || !text_is_digits(comarca))
		return out_of_range(reterr, "CodMun", "right are the 7 digits of the comarca");
	if (!text_is_digits(text_of(request->notary)))
		return out_of_range(reterr, "numero_cartorio", "right are the 1 or 2 digits of the notary's code");
	if (date_is_none(request->protocol_on))
		return out_of_range(reterr, "data_protocolo", "the day of the protocol is missing");
	if (request->amount_cents <= 0)
		return out_of_range(reterr, "valor_titulo", "right is a value above zero");
	if (request->letter.len > 0 && (!is_authorisation || job->dialect->form != CRA_PEDIDO_FORM_A))
		return err_set(reterr, ERR_REFUSED,
			       "a letter goes with an authorisation (AD, AC) in form A; this file has no room for it");
	return OK;
}

/* "1" and "01" are one notary. */
static bool same_notary(const char *a, const char *b)
{
	return strcmp(a + (a[0] == '0' && a[1] != '\0'), b + (b[0] == '0' && b[1] != '\0')) == 0;
}

static struct pedido_group *group_of(struct pedido_job *job, const struct request *request)
{
	for (int i = 0; i < job->groups_count; i++)
		if (strcmp(job->groups[i].comarca_ibge, request->comarca_ibge) == 0 &&
		    same_notary(job->groups[i].notary, request->notary))
			return &job->groups[i];
	struct pedido_group *group = &job->groups[job->groups_count++];
	*group = (struct pedido_group){request->comarca_ibge, request->notary, NULL, 0};
	return group;
}

/* A comarca that comes again later moves up to its first group; else the order stays. */
static void join_comarcas(struct pedido_job *job)
{
	for (int i = 0; i < job->groups_count; i++) {
		int next = i + 1;
		for (int k = next; k < job->groups_count; k++) {
			if (strcmp(job->groups[k].comarca_ibge, job->groups[i].comarca_ibge) != 0)
				continue;
			struct pedido_group group = job->groups[k];
			memmove(&job->groups[next + 1], &job->groups[next], (size_t)(k - next) * sizeof(group));
			job->groups[next++] = group;
		}
		i = next - 1;
	}
}

static enum rc make_groups(struct pedido_job *job, struct err *reterr)
{
	size_t count = (size_t)job->count;
	int *group_of_request = arena_array(job->arena, count, sizeof(*group_of_request));
	int *indices = arena_array(job->arena, count, sizeof(*indices));
	job->groups = arena_array(job->arena, count, sizeof(*job->groups));
	if (group_of_request == NULL || indices == NULL || job->groups == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for %zu requests", count);
	for (int i = 0; i < job->count; i++) {
		struct pedido_group *group = group_of(job, &job->requests[i]);
		group_of_request[i] = (int)(group - job->groups);
		group->count++;
	}
	for (int i = 0; i < job->groups_count; i++) {
		job->groups[i].requests = indices;
		indices += job->groups[i].count;
		job->groups[i].count = 0;
	}
	for (int i = 0; i < job->count; i++) {
		struct pedido_group *group = &job->groups[group_of_request[i]];
		group->requests[group->count++] = i;
	}
	join_comarcas(job);
	return OK;
}

enum rc cra_pedido_write(struct arena *arena, const struct cra_pedido_dialect *dialect,
			 const struct cra_presenter *presenter, enum request_kind kind, const char *file_name,
			 struct date moved_on, const struct request *requests, int requests_count,
			 struct text *ret_bytes, struct err *reterr)
{
	struct buf out CLEANUP(buf_done);
	buf_init(&out, LIMIT_DOCUMENT_BYTES);
	struct pedido_job job = {
		.arena = arena,
		.dialect = dialect,
		.presenter = presenter,
		.kind = kind,
		.file_name = file_name,
		.moved_on = moved_on,
		.requests = requests,
		.count = requests_count,
		.out = &out,
	};
	if (requests_count < 1 || requests_count > LIMIT_TITLES_PER_MESSAGE)
		return err_set(reterr, ERR_RANGE, "%d requests; a file takes 1 to %d", requests_count,
			       LIMIT_TITLES_PER_MESSAGE);
	for (int i = 0; i < requests_count; i++) {
		enum rc rc = check_request(&job, &requests[i], reterr);
		if (rc != OK)
			return pedido_error_at(&job, i, rc, reterr);
	}
	enum rc rc = make_groups(&job, reterr);
	if (rc == OK)
		rc = dialect->form == CRA_PEDIDO_FORM_A ? pedido_write_form_a(&job, reterr)
							: pedido_write_records(&job, reterr);
	if (rc != OK)
		return rc;
	const char *bytes = buf_failed(&out) ? NULL : arena_text(arena, buf_view(&out));
	if (bytes == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "the file does not fit %u bytes, or no memory is left",
			       LIMIT_DOCUMENT_BYTES);
	*ret_bytes = (struct text){bytes, buf_view(&out).len};
	return OK;
}
