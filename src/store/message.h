/* Messages: the stored bytes of one exchange, the lotes of a remessa, and the numbers they carry.
 *
 * Out: prepared → sending → answered | in_doubt; prepared → superseded when it must not leave. In: stored → absorbed |
 * unreadable. Bytes are only ever added. Proof: tests/unit/store/message_test.c, tests/journey */
#pragma once

#include "store/db.h"

struct message {
	int64_t id;
	int64_t account_id;
	char kind[16];
	char file_name[65]; /* "" for a call */
	char state[12];
	struct date day;
	int sequence;
	int attempts;
};

struct message_entry {
	int64_t account_id;
	const char *kind;
	const char *lane;      /* "remessa" or "requests"; NULL for a message that came in */
	const char *file_name; /* NULL for a message that came in, and for a call */
	struct date day;
	int sequence; /* likewise 0 */
	struct text document;
	struct text signature; /* empty for none */
};

/* How many of this kind have a name of that day already. */
MUST_CHECK enum rc message_count_of_day(struct db *db, struct arena *arena, int64_t account_id, const char *kind,
					struct date day, int *ret_count, struct err *reterr);

MUST_CHECK enum rc message_prepare(struct db *db, struct arena *arena, const struct message_entry *entry,
				   int64_t *ret_id, struct err *reterr);
/* A message that came in; *ret_fresh is false when the same bytes of the same day were stored before: then *ret_id is
 * that message. */
MUST_CHECK enum rc message_store(struct db *db, struct arena *arena, const struct message_entry *entry, int64_t *ret_id,
				 bool *ret_fresh, struct err *reterr);
MUST_CHECK enum rc message_add_part(struct db *db, int64_t message_id, const char *part, struct text bytes,
				    struct err *reterr);
/* A letter that goes with one of its instructions. */
MUST_CHECK enum rc message_add_letter(struct db *db, int64_t message_id, int64_t instruction_id, struct text bytes,
				      struct err *reterr);
/* The letter of an instruction, the newest; ERR_NOT_FOUND. ERR_INTEGRITY: its bytes are not those that were stored. */
MUST_CHECK enum rc message_letter(struct db *db, struct arena *arena, int64_t instruction_id, struct text *ret_bytes,
				  struct err *reterr);
MUST_CHECK enum rc message_part(struct db *db, struct arena *arena, int64_t message_id, const char *part,
				struct text *ret_bytes, struct err *reterr); /* the newest; ERR_NOT_FOUND */
/* All parts of a message in the order in which they were stored, each proven against its digest; `ret_name` is the
 * file's name, or kind, day and number of a message that has none. ERR_NOT_FOUND, ERR_INTEGRITY. */
struct message_part_row {
	const char *part;
	struct text bytes;
};
MUST_CHECK enum rc message_parts(struct db *db, struct arena *arena, int64_t message_id, const char **ret_name,
				 struct message_part_row **ret_parts, int *ret_count, struct err *reterr);
MUST_CHECK enum rc message_add_item(struct db *db, int64_t message_id, int64_t instruction_id, int record,
				    struct err *reterr);

/* Those under way for an account and lane ("remessa" or "requests") that may be sent now, the oldest first. */
MUST_CHECK enum rc message_under_way(struct db *db, struct arena *arena, int64_t account_id, const char *lane,
				     int limit, struct message **ret_messages, int *ret_count, struct err *reterr);
/* The next number of a kind of file whose numbers never restart. */
MUST_CHECK enum rc message_next_number(struct db *db, struct arena *arena, int64_t account_id, const char *kind,
				       int *ret_number, struct err *reterr);
/* It is asked again, but not before so long: `first_ms` doubled for each attempt, at most `most_ms`. */
MUST_CHECK enum rc message_retry(struct db *db, const struct message *message, int first_ms, int most_ms,
				 struct err *reterr);
/* The HTTP status of the answer. */
MUST_CHECK enum rc message_set_status(struct db *db, int64_t id, int status, struct err *reterr);
/* One stored and not yet absorbed; ERR_NOT_FOUND. */
MUST_CHECK enum rc message_to_absorb(struct db *db, struct arena *arena, int64_t account_id,
				     struct message *ret_message, struct err *reterr);

/* Move on; `code` may be NULL. "sending" counts an attempt. */
MUST_CHECK enum rc message_set_state(struct db *db, int64_t id, const char *state, const char *code,
				     struct err *reterr);

/* The next sequence of a comarca's lotes, from 1. */
MUST_CHECK enum rc lote_next_sequence(struct db *db, struct arena *arena, int64_t account_id, const char *comarca_ibge,
				      int *ret_sequence, struct err *reterr);
MUST_CHECK enum rc lote_add(struct db *db, int64_t message_id, int64_t account_id, const char *comarca_ibge,
			    int sequence, struct err *reterr);
struct lote_row {
	char comarca_ibge[8];
	int sequence;
	char state[12];
};
MUST_CHECK enum rc lote_list(struct db *db, struct arena *arena, int64_t message_id, struct lote_row **ret_lotes,
			     int *ret_count, struct err *reterr);
/* `comarca_ibge` NULL means all open lotes of the message. */
MUST_CHECK enum rc lote_set_state(struct db *db, int64_t message_id, const char *comarca_ibge, const char *state,
				  const char *code, struct err *reterr);

/* The comarca that takes the titles of a município; ERR_NOT_FOUND. *ret_loaded (may be NULL): there is a map at all. */
struct comarca_row {
	char comarca_ibge[8];
	char name[61];
};
MUST_CHECK enum rc comarca_find(struct db *db, struct arena *arena, int64_t account_id, const char *ibge,
				struct comarca_row *ret_comarca, bool *ret_loaded, struct err *reterr);
MUST_CHECK enum rc comarca_put(struct db *db, int64_t account_id, const char *ibge, const char *comarca_ibge,
			       const char *name, struct err *reterr);
