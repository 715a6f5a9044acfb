#include "apontasim/spc/gate.h"

#define CODE_WRONG   "CS_AUT001.E1.2"
#define CODE_BLOCKED "CS_AUT001.E1.7"

int spc_gate_pass(struct spc_gate *gate, struct spc_books *books, bool is_right, bool is_operator, int attempts_max,
		  const char **ret_code)
{
	if (gate->is_blocked && is_operator) {
		books->blocked_calls++;
		books->bad_logins += !is_right;
		*ret_code = CODE_BLOCKED;
		return 500;
	}
	if (!is_right) {
		books->bad_logins++;
		gate->wrong += is_operator;
		gate->is_blocked |= gate->wrong >= attempts_max;
		*ret_code = CODE_WRONG;
		return 401;
	}
	if (gate->ordered[0] != '\0') {
		*ret_code = gate->ordered;
		return 401;
	}
	gate->wrong = 0;
	return 200;
}

enum rc spc_gate_order(struct spc_gate *gate, struct text line, struct err *reterr)
{
	struct text what = text_trim(line);
	struct spc_gate ordered = {0};
	if (text_is(what, "lock"))
		ordered.is_blocked = true;
	else if (text_starts(what, "refuse CS_AUT001.") &&
		 text_copy((struct text){what.at + 7, what.len - 7}, ordered.ordered, sizeof(ordered.ordered)))
		ordered.wrong = gate->wrong;
	else if (!text_is(what, "unlock"))
		return err_set(reterr, ERR_FORMAT, "an order is \"unlock\", \"lock\" or \"refuse CS_AUT001.CODE\"");
	*gate = ordered;
	return OK;
}
