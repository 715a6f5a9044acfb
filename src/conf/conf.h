/* The configuration: libconfig files against a typed schema, whole or not at all.
 *
 * One table of settings (name, type, range, default, help) reads a file, checks it, and makes the documentation.
 * Every error names file, line, setting and what would be right; all errors of a run are told, not only the first.
 * A secret never stands in a file: settings name the file that holds it. That such a file is there and may be read is
 * for the one who opens it: programs without its rights read this configuration too.
 * libconfig is met here only. Proof: tests/unit/conf/conf_test.c, bureaus_test.c, rules_test.c, codes_test.c,
 * notices_test.c */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "domain/approval.h"
#include "domain/codes.h"
#include "domain/cra_day.h"
#include "domain/fees.h"
#include "domain/ladder.h"
#include "domain/notice.h"
#include "domain/notice_hours.h"
#include "domain/notice_text.h"
#include "domain/protest.h"
#include "domain/removal.h"
#include "domain/rule_book.h"
#include "domain/town_calendar.h"

#define CONF_ARENA_BYTES    ((size_t)8 << 20)
#define CONF_ACCOUNTS_MAX   256
#define CONF_IDENTITIES_MAX 64
#define CONF_LADDERS_MAX    64
#define CONF_PROFILES_MAX   16

/* How a CRA wants its envelopes and files: conf/profiles/NAME.conf. */
enum profile_shape { PROFILE_SHAPE_COMARCA, PROFILE_SHAPE_FLAT, PROFILE_SHAPE_600 };
enum profile_money { PROFILE_MONEY_CENTS, PROFILE_MONEY_DECIMAL };
enum profile_form { PROFILE_FORM_A, PROFILE_FORM_B, PROFILE_FORM_127 };
enum profile_auth { PROFILE_AUTH_BASIC, PROFILE_AUTH_ARGUMENTS };
enum profile_seal { PROFILE_SEAL_DETACHED, PROFILE_SEAL_ENVELOPED };

/* The operations of a CRA in the house's words; a profile gives each its name on the wire, "" when it has none. */
enum cra_operation {
	CRA_OP_REMESSA,
	CRA_OP_CONFIRMACAO,
	CRA_OP_RETORNO,
	CRA_OP_ANDAMENTO,
	CRA_OP_DESISTENCIA,
	CRA_OP_CANCELAMENTO,
	CRA_OP_AUTORIZA_DESISTENCIA,
	CRA_OP_AUTORIZA_CANCELAMENTO,
	CRA_OP_HOMOLOGADAS,
	CRA_OP_COUNT
};

/* How Serasa is reached, and what closes a record of its files (conf/profiles/serasa-*.conf). */
enum profile_way { PROFILE_WAY_REST, PROFILE_WAY_FILE };
enum profile_tail { PROFILE_TAIL_A, PROFILE_TAIL_B }; /* CONVEM04 464-533: own debts, or those of another creditor */
enum profile_jws { PROFILE_JWS_PS256, PROFILE_JWS_RS256 };

/* What both bureaus' profiles say. */
struct bureau_profile {
	enum profile_way way; /* Serasa */
	int answer_hours;     /* silence after this is doubt; Serasa */
	int calls_max;        /* under way at once for one lane of an account */
	int youngest_days;    /* after the due date */
	int oldest_months;    /* after the due date, at inclusion */
	int64_t amount_cents_min;
	char motives[CAUSE_COUNT][5]; /* of a removal, by its cause */
	/* Serasa REST; paths are put behind the account's endpoint, {cadus} is the record's key there */
	char login_path[129];
	char debt_path[129];
	char guarantor_path[129];
	char exclude_contract_path[129];
	char exclude_key_path[129];
	char signature_header[41]; /* the JWS travels in this header; "": it is kept as evidence only */
	enum profile_jws jws;
	/* Serasa file */
	enum profile_tail tail;
	char file_name[65]; /* {number} is the remessa, {day} AAAAMMDD */
	/* SPC */
	bool list_wrapped; /* the body of a listar... call holds its element; false: it is empty */
	bool sends_member; /* codigo-associado goes with every record */
	bool notifies_by_email;
	char debtor_type[3];    /* codigo-tipo-devedor of a principal */
	char guarantor_type[3]; /* of a guarantor */
};

struct profile {
	char name[49];
	char summary[161];
	char channel[17]; /* "protest", "serasa", "spc" */
	struct bureau_profile bureau;
	char namespace_uri[161]; /* "{uf}" stands for the account's state in lower case */
	char soap_action[161];   /* "{namespace}" and "{operation}" stand for theirs; "" for none */
	char encoding[17];       /* "UTF-8" or "ISO-8859-1" */
	bool cdata;
	enum profile_auth auth;
	char operations[CRA_OP_COUNT][41];
	char argument_uf[41]; /* "" when the dialect has none */
	char argument_file[41];
	char argument_data[41];
	char argument_user[41]; /* only for PROFILE_AUTH_ARGUMENTS */
	char argument_password[41];
	char argument_presenter[41]; /* of Homologadas */
	enum profile_shape shape;
	enum profile_money money;
	bool padded;
	bool names_file;
	bool kinds_count_records;
	char line_end[3];
	enum profile_form request_forms[4]; /* by enum request_kind */
	enum profile_money request_money;
	char request_roots[4][33]; /* by enum request_kind */
	enum profile_seal seal;
	struct cra_window remessa_window;
	struct cra_window request_window;
	int release_minutes[8]; /* local minutes at which answers of the day become visible */
	int release_minutes_count;
	int connect_timeout_ms;
	int answer_timeout_ms;
};

/* Whom a debtor tells that a notice is wrong; each "" for none. */
struct creditor_contact {
	char email[121];
	char phone[41];
	char address[161];
};

struct creditor_conf {
	char code[33];
	char name[161];
	struct taxid taxid;
	struct address address;
	struct approval_policy four_eyes;
	char default_ladder[49]; /* "" for that of all creditors */
	struct creditor_contact contact;
	bool regulated; /* a body that the central bank or the like supervises: Provimento CNJ 86/2019 */
};

enum hook_auth { HOOK_AUTH_NONE, HOOK_AUTH_BASIC, HOOK_AUTH_BEARER };

/* What only bureaus' accounts have. */
struct bureau_account {
	char nature[9];  /* natureza da operação; id of the natureza de inclusão */
	char area[5];    /* Serasa: área informante, "" for none */
	char member[17]; /* SPC: codigo-associado */
	/* Serasa file: header and folders */
	char logon[9];
	char contact_name[71];
	char contact_area_code[5];
	char contact_phone[9];
	char send_folder[257];
	char return_folder[257];
	/* Serasa REST: what the door wants from who calls /hooks/CODE of this account */
	enum hook_auth hook_auth;
	char hook_user[65];
	char hook_secret_file[257];
};

struct account_conf {
	char code[33];
	char creditor_code[33];
	int creditor; /* index */
	char channel[17];
	char profile[49];
	char endpoint[257];
	char namespace_uri[161]; /* in place of the profile's: the hosts for tests have their own; "" for none */
	char ca_file[257];       /* "" for the system's anchors */
	char presenter_code[7];
	char presenter_name[161];
	char agency[16]; /* field t03, 10 to 15 characters */
	char central_agency[7];
	char uf[3];
	char user[65];           /* at a bureau: client id, operator code */
	char password_file[257]; /* a systemd credential's path; "" for none */
	char identity[49];       /* the keeper's */
	struct bureau_account bureau;
};

/* The listener for what bureaus send: the group `door`. It runs when `listen` is not empty. */
struct door_conf {
	char listen[65]; /* "0.0.0.0:8443" */
	char certificate_file[257];
	char key_file[257];  /* of TLS; read before the door shuts itself in */
	char database[513];  /* conninfo of the door's own role */
	char port_file[257]; /* where the port is written, for `listen` with port 0; "" for none */
};

/* A seal declares no will, so it signs nothing that is presented, withdrawn or released. */
enum identity_kind { IDENTITY_SIGNATURE, IDENTITY_SEAL };
/* How e-mail leaves: the group `mail`. It does when `server` is not empty. */
enum mail_tls { MAIL_TLS_STARTTLS, MAIL_TLS_IMPLICIT };
struct mail_conf {
	char server[129]; /* "mail.example:587" */
	enum mail_tls tls;
	char user[65]; /* "" where the server asks for none */
	char password_file[257];
	char from[121];
	char reply_to[121]; /* "": the creditor's own contact */
	char ca_file[257];  /* "" for the system's anchors */
	int connect_timeout_ms;
	int answer_timeout_ms;
};

/* Where what has to be told by other ways is handed over: the group `platform`. It is when `url` is not empty. */
struct platform_conf {
	char url[257];
	char secret_file[257]; /* "whsec_" and base64, as Standard Webhooks has it */
	char ca_file[257];
	int connect_timeout_ms;
	int answer_timeout_ms;
};

/* From when the window before a step counts. */
enum notice_counts { NOTICE_COUNTS_BEST, NOTICE_COUNTS_DELIVERED, NOTICE_COUNTS_SENT };

/* When and how often debtors are written to: the group `notices`. */
struct notices_conf {
	struct notice_hours hours;
	enum notice_counts counts_from;
	int tries;              /* of one that nobody took */
	int doubt_repeats;      /* of one that may have been taken */
	int doubt_wait_minutes; /* before such a repetition */
};

struct identity_conf {
	char name[49];
	char certificate_file[257];
	char key_file[257];
	enum identity_kind kind;
	char cnpj_oid[41];    /* where the certificate carries the holder's CNPJ; "": it is not compared */
	char purposes[6][17]; /* "xml-enveloped", … */
	int purposes_count;
};

/* Flat, without pointers: the daemon hands it to its children as bytes. */
struct settings {
	char database[513]; /* libpq conninfo, without a password */
	int workers;
	int poll_ms; /* how long a worker sleeps when nothing was due */
	int lease_s;
	char inbox[257]; /* the drop folder */
	char profiles_folder[257];
	char ladders_folder[257];
	char rules_folder[257];
	char calendars_folder[257]; /* for conf_read_calendars */
	char timezone[49];          /* of legal days: "America/Sao_Paulo" */
	char default_ladder[49];
	int log_priority; /* LOG_INFO … */
	struct creditor_conf creditors[CONF_ACCOUNTS_MAX];
	int creditors_count;
	struct account_conf accounts[CONF_ACCOUNTS_MAX];
	int accounts_count;
	struct identity_conf identities[CONF_IDENTITIES_MAX];
	int identities_count;
	struct profile profiles[CONF_PROFILES_MAX];
	int profiles_count;
	struct ladder ladders[CONF_LADDERS_MAX];
	int ladders_count;
	struct notice_terms notice_terms;
	struct rule_book rule_book; /* every check has its row */
	struct door_conf door;
	struct mail_conf mail;
	struct platform_conf platform;
	struct notices_conf notices;
	char notice_texts_folder[257];
	struct notice_template notice_templates[NOTICE_TEMPLATES_MAX];
	int notice_templates_count;
};

/* Read FILE and the .conf files in the folders that its settings `profiles`, `ladders`, `rules` and `notice_texts` name
 * (default: profiles/, ladders/, rules/ and notices/ beside FILE). Relative paths are relative to FILE.
 * "${CREDENTIALS_DIRECTORY}" at the start of a path is replaced by that variable; it stays as it is where the variable
 * is not set, so that a program outside the service can read the rest. ERR_CONFIG: `reterr` has the first error and its
 * place; `told` (may be NULL) is called with each. ERR_NO_MEMORY. The struct is large: give it an arena of
 * CONF_ARENA_BYTES. */
MUST_CHECK enum rc conf_read(struct arena *arena, const char *file, struct settings **ret_settings,
			     void (*told)(const struct err *err, void *context), void *context, struct err *reterr);

const struct profile *conf_profile(const struct settings *settings, const char *name);
const struct ladder *conf_ladder(const struct settings *settings, const char *name);
/* The name of the ladder of an invoice that names none: its creditor's own, else that of all. */
const char *conf_default_ladder(const struct settings *settings, const char *creditor);

/* One ladder's file as conf_read reads those of its folder `ladders`. Errors as of conf_read. */
MUST_CHECK enum rc conf_read_ladder(struct arena *arena, const char *file, const struct ladder **ret_ladder,
				    void (*told)(const struct err *err, void *context), void *context,
				    struct err *reterr);
const struct notice_template *conf_notice_template(const struct settings *settings, const char *name);
/* Can a debtor be told anything at all? */
bool conf_tells_debtors(const struct settings *settings);

/* Read every .conf file of `folder` as conf_read reads its folder `rules`, for the checks alone. Errors as of
 * conf_read; give it an arena of CONF_ARENA_BYTES. */
MUST_CHECK enum rc conf_read_rules(struct arena *arena, const char *folder, const struct rule_book **ret_book,
				   void (*told)(const struct err *err, void *context), void *context,
				   struct err *reterr);

/* The same folder, for its notice terms. */
MUST_CHECK enum rc conf_read_notice_terms(struct arena *arena, const char *folder,
					  const struct notice_terms **ret_terms,
					  void (*told)(const struct err *err, void *context), void *context,
					  struct err *reterr);

/* Read every .conf file of `folder` as a table of notary's fees (conf/fees/README says how). None comes with the
 * program, and a folder without any is an empty book. Errors as of conf_read_codes. */
MUST_CHECK enum rc conf_read_fees(struct arena *arena, const char *folder, struct fee_book **ret_book,
				  void (*told)(const struct err *err, void *context), void *context,
				  struct err *reterr);

/* Read every .conf file of `folder` as a code table (conf/codes: one file a table, called BUREAU-TABLE.conf). Errors as
 * of conf_read; ERR_CONFIG too when the folder cannot be read. */
MUST_CHECK enum rc conf_read_codes(struct arena *arena, const char *folder, struct code_book **ret_book,
				   void (*told)(const struct err *err, void *context), void *context,
				   struct err *reterr);

/* Read every .conf file of `folder` (settings.calendars_folder; conf/calendars) as holidays of towns: conf_read leaves
 * them alone, as only forecasts want them. Give it an arena of CONF_ARENA_BYTES of its own. Errors as of
 * conf_read_codes. */
MUST_CHECK enum rc conf_read_calendars(struct arena *arena, const char *folder, struct town_book **ret_book,
				       void (*told)(const struct err *err, void *context), void *context,
				       struct err *reterr);

/* Print the table of settings as documentation (name, type, default, meaning), for the man page and `--settings`. */
void conf_describe(void (*line)(const char *text, void *context), void *context);
