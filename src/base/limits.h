/* Every limit of the house by name. A limit that comes from a layout or a law stands with its table instead. */
#pragma once

#define LIMIT_UNIT_OF_WORK_BYTES (64u << 20)  /* arena ceiling of one unit of work */
#define LIMIT_ANSWER_BYTES       (32u << 20)  /* an HTTP answer */
#define LIMIT_DOCUMENT_BYTES     (32u << 20)  /* a document that is parsed or signed */
#define LIMIT_CONFIG_BYTES       (1u << 20)   /* a configuration file */
#define LIMIT_INTAKE_FILE_BYTES  (512u << 20) /* a file in the drop folder */
#define LIMIT_INTAKE_LINE_BYTES  (64u << 10)  /* a line of it */
#define LIMIT_TITLES_PER_LOTE    1000         /* kept low so that a lote signs and parses in milliseconds */
#define LIMIT_TITLES_PER_MESSAGE 5000         /* titles of all lotes of a remessa */
#define LIMIT_DEBTORS_PER_TITLE  20           /* co-debtors included */
#define LIMIT_IDENTITIES         64           /* signing identities of a keeper */
#define LIMIT_WORKERS            32
