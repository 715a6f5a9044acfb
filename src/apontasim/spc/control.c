#include "apontasim/spc/control.h"

#include <string.h>

#include "apontasim/common/lines.h"

static int clock_get(struct spc_world *world, struct text body, struct buf *out)
{
	char now[MOMENT_TEXT_BYTES];
	(void)body;
	buf_printf(out, "%s\n", moment_iso(world->now, now));
	return 200;
}

static int clock_put(struct spc_world *world, struct text body, struct buf *out)
{
	struct err err = {0};
	int64_t to = 0;
	enum rc rc = moment_parse(body, &to, &err);
	if (rc == OK)
		rc = spc_world_clock(world, to, &err);
	return rc == OK ? clock_get(world, body, out) : lines_refused(out, rc, &err);
}

static int books_get(struct spc_world *world, struct text body, struct buf *out)
{
	(void)body;
	spc_books_summary(&world->books, world->now, out);
	return 200;
}

static int records_get(struct spc_world *world, struct text body, struct buf *out)
{
	(void)body;
	spc_books_records(&world->books, NULL, world->now, out);
	return 200;
}

static enum rc fault_order(void *cls, struct text line, struct err *reterr)
{
	struct spc_world *world = cls;
	return faults_order(&world->faults, line, reterr);
}

static int fault_put(struct spc_world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, fault_order);
}

static int fault_delete(struct spc_world *world, struct text body, struct buf *out)
{
	(void)body;
	(void)out;
	faults_clear(&world->faults);
	return 200;
}

/* What is live goes now and uses the order up; else it waits for the next acceptance. */
static enum rc fate_order(void *cls, struct text line, struct err *reterr)
{
	struct spc_world *world = cls;
	struct spc_fate_order order;
	enum rc rc = spc_fates_order(&world->fates, line, &order, reterr);
	if (rc == OK && order.fate == SPC_FATE_VANISH &&
	    spc_books_vanish(&world->books, order.contract, world->now) > 0)
		spc_fates_forget(&world->fates, order.contract);
	return rc;
}

static int fate_put(struct spc_world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, fate_order);
}

static enum rc operator_order(void *cls, struct text line, struct err *reterr)
{
	struct spc_world *world = cls;
	return spc_gate_order(&world->gate, line, reterr);
}

static int operator_put(struct spc_world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, operator_order);
}

int spc_control_run(struct spc_world *world, const char *method, const char *path, struct text body, struct buf *out)
{
	static const char of_contract[] = "/record/";
	static const struct {
		const char *method;
		const char *path;
		int (*run)(struct spc_world *, struct text, struct buf *);
	} routes[] = {
		{"PUT", "/clock", clock_put}, {"GET", "/clock", clock_get},
		{"GET", "/books", books_get}, {"GET", "/records", records_get},
		{"PUT", "/fault", fault_put}, {"DELETE", "/fault", fault_delete},
		{"PUT", "/fate", fate_put},   {"PUT", "/operator", operator_put},
	};
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (strcmp(routes[i].method, method) == 0 && strcmp(routes[i].path, path) == 0)
			return routes[i].run(world, body, out);
	if (strcmp(method, "GET") == 0 && strncmp(path, of_contract, strlen(of_contract)) == 0) {
		spc_books_records(&world->books, path + strlen(of_contract), world->now, out);
		return 200;
	}
	buf_puts(out, "no such thing here: PUT /clock, GET /books, GET /records, GET /record/CONTRACT, PUT or DELETE "
		      "/fault, PUT /fate, PUT /operator\n");
	return 404;
}
