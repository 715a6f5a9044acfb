/* The map of the CRA: which municípios it serves, which comarca takes their titles, how many notaries sit there.
 *
 * A município may share the comarca of another; its titles go to the comarca's code. The built-in map holds real IBGE
 * codes; a file replaces it: one line a município, "IBGE COMARCA UF NOTARIES STATE NAME…", where STATE is active,
 * inactive or closed (the presenter is not authorised there); '#' starts a comment.
 * Source: the Homologadas answer of CRA21. Proof: tests/unit/apontasim/control_test.c */
#pragma once

#include "base/buf.h"
#include "base/err.h"

enum comarca_state { COMARCA_ACTIVE, COMARCA_INACTIVE, COMARCA_CLOSED };

struct municipio {
	char ibge[8];
	char comarca[8];
	char uf[3];
	int notaries; /* 0: no notary of that comarca has joined */
	enum comarca_state state;
	char name[48];
};

struct comarcas {
	struct municipio *all;
	int count;
};

MUST_CHECK enum rc comarcas_init(struct comarcas *comarcas, struct err *reterr); /* the built-in map */
MUST_CHECK enum rc comarcas_read(struct comarcas *comarcas, struct text lines, struct err *reterr);
void comarcas_done(struct comarcas *comarcas);

const struct municipio *comarcas_find(const struct comarcas *comarcas, const char *ibge); /* NULL: not served */

/* The body of Homologadas: <comarcas><comarca>… */
void comarcas_write(const struct comarcas *comarcas, struct buf *out);
