#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "apontactl/command.h"
#include "base/io.h"
#include "base/limits.h"
#include "seal/verify.h"

struct question {
	const char *file;
	const char *content; /* NULL when not given */
	const char *trusted;
	const char *algorithm; /* the one that it must have; NULL for any of ours */
};

static bool parse(int argc, char **argv, struct question *question)
{
	for (int i = 0; i < argc; i++) {
		const char **value = strcmp(argv[i], "--content") == 0     ? &question->content
				     : strcmp(argv[i], "--trusted") == 0   ? &question->trusted
				     : strcmp(argv[i], "--algorithm") == 0 ? &question->algorithm
									   : NULL;
		if (value != NULL) {
			if (*value != NULL || ++i == argc)
				return false;
			*value = argv[i];
		} else if (strncmp(argv[i], "--", 2) == 0 || question->file != NULL) {
			return false;
		} else {
			question->file = argv[i];
		}
	}
	return question->file != NULL;
}

/* "FOLDER OF FILE/NAME"; false when it does not fit. */
static bool beside(const char *file, const char *name, char *out, size_t size)
{
	const char *slash = strrchr(file, '/');
	int folder = slash != NULL ? (int)(slash - file + 1) : 0;
	int len = snprintf(out, size, "%.*s%s", folder, file, name);
	return len >= 0 && (size_t)len < size;
}

/* The signed file of a detached signature: the one that was named, or what the signature names, beside it. */
static enum rc read_content(struct arena *arena, const struct question *question, struct text signature,
			    struct text *ret_content, struct err *reterr)
{
	char path[PATH_MAX];
	const char *name = NULL;
	if (question->content != NULL)
		return io_read(arena, question->content, LIMIT_DOCUMENT_BYTES, ret_content, reterr);
	enum rc rc = seal_verify_reference(arena, signature, &name, reterr);
	if (rc != OK || name == NULL)
		return rc;
	if (!beside(question->file, name, path, sizeof(path)))
		return err_set(reterr, ERR_RANGE, "the path of \"%s\" beside the signature is too long", name);
	rc = io_read(arena, path, LIMIT_DOCUMENT_BYTES, ret_content, reterr);
	if (rc == ERR_NOT_FOUND)
		(void)err_set(reterr, rc,
			      "the signature is over \"%s\", which is not beside it; name it with --content", name);
	return rc;
}

static void tell(const struct seal_verdict *verdict, const struct question *question)
{
	(void)printf("form: %s\n", seal_purpose_name(verdict->form));
	(void)printf("signer: %s\n", verdict->signer);
	(void)printf("issuer: %s\n", verdict->issuer);
	(void)printf("serial: %s\n", verdict->serial);
	(void)printf("certificate valid: %s to %s\n", verdict->valid_from, verdict->valid_until);
	(void)printf("algorithm: %s\n", verdict->algorithm);
	(void)printf("signing time: %s\n", verdict->signed_at != NULL ? verdict->signed_at : "not stated");
	if (verdict->chain_checked)
		(void)printf("chain: leads to %s\n", question->trusted);
	else
		(void)printf("chain: not checked (no --trusted)\n");
	(void)printf("signature holds\n");
}

static int run_verify(int argc, char **argv)
{
	struct question question = {NULL, NULL, NULL, NULL};
	struct err err = {0};
	struct text signature = {NULL, 0};
	struct text content = {NULL, 0};
	struct seal_verdict verdict;
	if (!parse(argc, argv, &question))
		return command_usage(&seal_commands[0]);
	CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)4 * LIMIT_DOCUMENT_BYTES);
	if (arena == NULL) {
		(void)err_set(&err, ERR_NO_MEMORY, "no memory to verify a signature");
		return command_fail(&err);
	}
	enum rc rc = io_read(arena, question.file, LIMIT_DOCUMENT_BYTES, &signature, &err);
	if (rc == OK)
		rc = read_content(arena, &question, signature, &content, &err);
	if (rc == OK)
		rc = seal_verify(arena, signature, content, question.trusted, &verdict, &err);
	if (rc == OK && question.algorithm != NULL && strcmp(verdict.algorithm, question.algorithm) != 0)
		rc = err_set(&err, ERR_INTEGRITY, "its algorithm is %s; %s was wanted", verdict.algorithm,
			     question.algorithm);
	if (rc == OK) {
		tell(&verdict, &question);
		return EXIT_YES;
	}
	if (rc != ERR_INTEGRITY)
		return command_fail(&err);
	(void)printf("signature does not hold: %s\n", err.words);
	return EXIT_NO;
}

const struct command seal_commands[] = {
	{"seal verify", "FILE [--content FILE] [--trusted PEM] [--algorithm NAME]",
	 "does the signature hold, and whose is it: signed XML, detached XML signature, P7S in DER or PEM, detached "
	 "JWS",
	 run_verify},
	{NULL, NULL, NULL, NULL},
};
