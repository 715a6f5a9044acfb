#include "apontasim/cra/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "apontasim/cra/answer.h"
#include "apontasim/cra/download.h"
#include "apontasim/cra/upload.h"
#include "base/limits.h"

enum argument {
	ARGUMENT_FILE,
	ARGUMENT_DATA,
	ARGUMENT_USER,
	ARGUMENT_PASSWORD,
	ARGUMENT_STATE,
	ARGUMENT_PRESENTER,
	ARGUMENT_NOTARIES,
	ARGUMENTS
};

/* What a dialect calls its operations (NULL: it has none) and its arguments. */
struct operation {
	const char *name;
	const char *tocantins;
	enum { UPLOAD, DOWNLOAD, MAP } way;
	enum upload_kind upload;
	enum handed_kind handed;
	const char *prefix;
	const char *kind;      /* in the answers of the detailed style */
	const char *none_code; /* a download with nothing to give */
	const char *none_words;
};

static const struct operation operations[] = {
	{"Remessa", "remessa", UPLOAD, UPLOAD_B, 0, "B", "REMESSA", NULL, NULL},
	{"Desistencia", "desistencia", UPLOAD, UPLOAD_DP, 0, "DP", "DESISTENCIA", NULL, NULL},
	{"Cancelamento", "cancelamento", UPLOAD, UPLOAD_CP, 0, "CP", "CANCELAMENTO", NULL, NULL},
	{"Autoriza_Desistencia", NULL, UPLOAD, UPLOAD_AD, 0, "AD", "AUTORIZACAO_DESISTENCIA", NULL, NULL},
	{"Autoriza_Cancelamento", "autorizacaoCancelamento", UPLOAD, UPLOAD_AC, 0, "AC", "AUTORIZACAO_CANCELAMENTO",
	 NULL, NULL},
	{"Confirmacao", "confirmacao", DOWNLOAD, 0, HANDED_CONFIRMACAO, "C", "CONFIRMACAO", "0005",
	 "NENHUMA CONFIRMAÇÃO NESTA DATA"},
	{"Retorno", "retorno", DOWNLOAD, 0, HANDED_RETORNO, "R", "RETORNO", "0004", "NENHUM RETORNO NESTA DATA"},
	{"Andamento", NULL, DOWNLOAD, 0, HANDED_ANDAMENTO, "M", "ANDAMENTO", "0003", "NENHUM ANDAMENTO NESTA DATA"},
	{"Homologadas", "comarcasHomologadas", MAP, 0, 0, "", "HOMOLOGADAS", NULL, NULL},
};

/* Which arguments each dialect passes, in this order. The names of CRA Nacional are not public: there order counts. */
struct signature {
	const char *names[4];
	enum argument arguments[4];
	int count;
	int least;
};

static const struct signature uploads[] = {
	[DIALECT_CRA21] = {{"userArq", "userDados"}, {ARGUMENT_FILE, ARGUMENT_DATA}, 2, 2},
	[DIALECT_NACIONAL] = {{NULL}, {ARGUMENT_STATE, ARGUMENT_FILE, ARGUMENT_DATA}, 3, 3},
	[DIALECT_TOCANTINS] = {{"user_arq", "user_code", "user_pass", "user_dados"},
			       {ARGUMENT_FILE, ARGUMENT_USER, ARGUMENT_PASSWORD, ARGUMENT_DATA},
			       4,
			       4},
};
static const struct signature downloads[] = {
	[DIALECT_CRA21] = {{"userArq"}, {ARGUMENT_FILE}, 1, 1},
	[DIALECT_NACIONAL] = {{NULL}, {ARGUMENT_STATE, ARGUMENT_FILE}, 2, 2},
	[DIALECT_TOCANTINS] = {{"user_arq", "user_code", "user_pass"},
			       {ARGUMENT_FILE, ARGUMENT_USER, ARGUMENT_PASSWORD},
			       3,
			       3},
};
static const struct signature maps[] = {
	[DIALECT_CRA21] = {{"codapres", "cartorios"}, {ARGUMENT_PRESENTER, ARGUMENT_NOTARIES}, 2, 1},
	[DIALECT_NACIONAL] = {{NULL}, {ARGUMENT_PRESENTER, ARGUMENT_NOTARIES}, 2, 1},
	[DIALECT_TOCANTINS] = {{"user_code", "user_pass", "codapres"},
			       {ARGUMENT_USER, ARGUMENT_PASSWORD, ARGUMENT_PRESENTER},
			       3,
			       2},
};

const char *operation_name(const struct operation *operation)
{
	return operation->name;
}

static bool is_latin1(const struct world *world)
{
	return world->settings.dialect == DIALECT_CRA21;
}

static void fault(struct world *world, struct exchange *exchange, int status, const char *words)
{
	exchange->operation = NULL;
	exchange->status = status;
	buf_clear(&exchange->answer);
	soap_fault(&exchange->answer, words, is_latin1(world));
	books_violation(&world->books, world->now, "%s", words);
}

static const struct operation *operation_find(const struct world *world, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
		const char *called =
			world->settings.dialect == DIALECT_TOCANTINS ? operations[i].tocantins : operations[i].name;
		if (called != NULL && strcmp(called, name) == 0)
			return &operations[i];
	}
	return NULL;
}

static const struct signature *signature_of(const struct world *world, const struct operation *operation)
{
	switch (operation->way) {
	case UPLOAD: return &uploads[world->settings.dialect];
	case DOWNLOAD: return &downloads[world->settings.dialect];
	case MAP: return &maps[world->settings.dialect];
	}
	return NULL;
}

/* Sort the arguments of the call by meaning; false when one is missing, too many or misnamed. */
static bool arguments_sort(const struct world *world, const struct exchange *exchange, const char *out[ARGUMENTS])
{
	const struct signature *signature = signature_of(world, exchange->operation);
	const struct call *call = &exchange->call;
	for (int i = 0; i < ARGUMENTS; i++)
		out[i] = NULL;
	if (call->arguments_count < signature->least || call->arguments_count > signature->count)
		return false;
	for (int i = 0; i < call->arguments_count; i++) {
		int at = i;
		if (signature->names[0] != NULL)
			for (at = 0; at < signature->count; at++)
				if (strcmp(signature->names[at], call->arguments[i].name) == 0)
					break;
		if (at == signature->count || out[signature->arguments[at]] != NULL)
			return false;
		out[signature->arguments[at]] = call->arguments[i].value;
	}
	return true;
}

/* "urn:craUF.cra21.com.br#Remessa", with or without quotes: what stands behind '#' must be the operation. */
static bool action_fits(const struct world *world, const struct request *request, const char *operation)
{
	if (request->soap_action == NULL)
		return world->settings.dialect == DIALECT_TOCANTINS;
	const char *hash = strrchr(request->soap_action, '#');
	if (hash == NULL)
		return true;
	struct text action = text_trim_right(text_of(hash + 1), '"');
	return text_is(action, operation);
}

static bool credentials_fit(const struct world *world, const char *user, const char *password)
{
	return user != NULL && password != NULL && strcmp(user, world->settings.user) == 0 &&
	       strcmp(password, world->settings.password) == 0;
}

void dispatch_open(struct world *world, struct arena *arena, const struct request *request, struct exchange *exchange)
{
	struct err err;
	char words[128];
	*exchange = (struct exchange){.status = 200};
	buf_init(&exchange->answer, LIMIT_UNIT_OF_WORK_BYTES);
	if (world->now == MOMENT_NONE) {
		exchange->status = 503;
		buf_puts(&exchange->answer, "the clock has not been set: PUT /clock at the control socket\n");
		return;
	}
	if (world->settings.dialect != DIALECT_TOCANTINS && request->user == NULL) {
		exchange->status = 401; /* without a challenge: the credentials must come by themselves */
		buf_puts(&exchange->answer, "HTTP Basic credentials are needed\n");
		return;
	}
	if (request->content_type == NULL || strncmp(request->content_type, "text/xml", strlen("text/xml")) != 0) {
		fault(world, exchange, 415, "the Content-Type must be text/xml");
		return;
	}
	if (soap_in(arena, request->body, &exchange->call, &err) != OK) {
		(void)snprintf(words, sizeof(words), "not a SOAP request: %.90s", err.words);
		fault(world, exchange, 500, words);
		return;
	}
	exchange->operation = operation_find(world, exchange->call.operation);
	if (exchange->operation == NULL || !action_fits(world, request, exchange->call.operation)) {
		(void)snprintf(words, sizeof(words), "unknown operation, or a SOAPAction that does not name it: %.40s",
			       exchange->call.operation);
		fault(world, exchange, 500, words);
		return;
	}
	const char *arguments[ARGUMENTS];
	if (!arguments_sort(world, exchange, arguments)) {
		(void)snprintf(words, sizeof(words), "%.40s: arguments missing, misnamed or too many",
			       exchange->call.operation);
		fault(world, exchange, 500, words);
		return;
	}
	/* Wrong credentials get an answer with a code, missing ones do not. */
	const char *user = world->settings.dialect == DIALECT_TOCANTINS ? arguments[ARGUMENT_USER] : request->user;
	const char *password =
		world->settings.dialect == DIALECT_TOCANTINS ? arguments[ARGUMENT_PASSWORD] : request->password;
	if (!credentials_fit(world, user, password)) {
		struct buf inner;
		buf_init(&inner, LIMIT_ANSWER_BYTES);
		struct verdict verdict = {.code = "0001", .words = "FALHA NA AUTENTICAÇÃO"};
		answer_whole(world, &inner, exchange->operation->kind,
			     arguments[ARGUMENT_FILE] != NULL ? arguments[ARGUMENT_FILE] : "", &verdict);
		soap_out(&exchange->answer, &exchange->call, buf_view(&inner), is_latin1(world));
		buf_done(&inner);
		exchange->operation = NULL;
	}
}

static void download_run(struct world *world, struct arena *arena, const struct operation *operation,
			 const char *name_text, bool is_lost, struct buf *out)
{
	struct filename name;
	if (!filename_read(name_text, operation->prefix, &name) || world_presenter(world, name.presenter) == NULL) {
		struct verdict verdict = {.code = "0002", .words = "NOME DO ARQUIVO INVÁLIDO"};
		books_violation(&world->books, world->now, "%s: not a file name of %s", name_text, operation->name);
		answer_whole(world, out, operation->kind, name_text, &verdict);
		return;
	}
	if (!download_write(world, arena, operation->handed, name_text, &name, out))
		answer_nothing(world, out, operation->kind, name_text, operation->none_code, operation->none_words);
	else if (operation->handed == HANDED_RETORNO && !is_lost)
		download_told(world, &name);
}

static void map_run(struct world *world, const struct operation *operation, const char *presenter, struct buf *out)
{
	if (presenter != NULL && world_presenter(world, presenter) == NULL) {
		struct verdict verdict = {.code = "1102", .words = "CÓDIGO DO APRESENTANTE INVÁLIDO"};
		answer_whole(world, out, operation->kind, "", &verdict);
		return;
	}
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"no\"?>");
	comarcas_write(&world->comarcas, out);
}

static const char *trimmed(struct arena *arena, const char *text)
{
	const char *copy = arena_text(arena, text_trim(text_of(text)));
	return copy != NULL ? copy : "";
}

void dispatch_run(struct world *world, struct arena *arena, struct exchange *exchange)
{
	const struct operation *operation = exchange->operation;
	const char *arguments[ARGUMENTS];
	struct buf inner;
	(void)arguments_sort(world, exchange, arguments);
	const char *name = trimmed(arena, arguments[ARGUMENT_FILE]);
	buf_init(&inner, LIMIT_UNIT_OF_WORK_BYTES);
	switch (operation->way) {
	case UPLOAD:
		upload_run(world, arena, operation->upload, operation->prefix, operation->kind, name,
			   text_of(arguments[ARGUMENT_DATA]), &inner);
		break;
	case DOWNLOAD: download_run(world, arena, operation, name, exchange->is_lost, &inner); break;
	case MAP:
		map_run(world, operation,
			arguments[ARGUMENT_PRESENTER] != NULL ? trimmed(arena, arguments[ARGUMENT_PRESENTER]) : NULL,
			&inner);
		break;
	}
	soap_out(&exchange->answer, &exchange->call, buf_view(&inner), is_latin1(world));
	if (buf_failed(&inner) || arena_failed(arena))
		exchange->status = 500;
	buf_done(&inner);
}

void dispatch_seen(struct world *world, const struct exchange *exchange)
{
	const char *arguments[ARGUMENTS];
	if (exchange->operation == NULL || exchange->operation->way != UPLOAD ||
	    !arguments_sort(world, exchange, arguments))
		return;
	upload_seen(world, arguments[ARGUMENT_FILE], text_of(arguments[ARGUMENT_DATA]));
}
