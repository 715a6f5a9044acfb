#include "apontasim/cra/control.h"

#include <string.h>

#include "apontasim/common/lines.h"
#include "apontasim/cra/notary.h"

static int clock_put(struct world *world, struct text body, struct buf *out)
{
	struct err err = {0};
	int64_t to = 0;
	char now[MOMENT_TEXT_BYTES];
	enum rc rc = moment_parse(body, &to, &err);
	if (rc == OK)
		rc = notary_clock(world, to, &err);
	if (rc != OK)
		return lines_refused(out, rc, &err);
	buf_printf(out, "%s\n", moment_iso(world->now, now));
	return 200;
}

static int clock_get(struct world *world, struct text body, struct buf *out)
{
	char now[MOMENT_TEXT_BYTES];
	(void)body;
	buf_printf(out, "%s\n", moment_iso(world->now, now));
	return 200;
}

static int books_get(struct world *world, struct text body, struct buf *out)
{
	(void)body;
	books_summary(&world->books, world->now, out);
	return 200;
}

static int titles_get(struct world *world, struct text body, struct buf *out)
{
	(void)body;
	books_titles(&world->books, out);
	return 200;
}

static enum rc fault_order(void *cls, struct text line, struct err *reterr)
{
	struct world *world = cls;
	return faults_order(&world->orders.faults, line, reterr);
}

static enum rc fate_order(void *cls, struct text line, struct err *reterr)
{
	struct world *world = cls;
	struct fate_order fate;
	enum rc rc = orders_fate(&world->orders, line, &fate, reterr);
	if (rc == OK)
		notary_plan_anew(world, fate.number);
	return rc;
}

static enum rc refuse_order(void *cls, struct text line, struct err *reterr)
{
	struct world *world = cls;
	return orders_refuse(&world->orders, line, reterr);
}

static int fault_put(struct world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, fault_order);
}

static int fate_put(struct world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, fate_order);
}

static int refuse_put(struct world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, refuse_order);
}

static int fault_delete(struct world *world, struct text body, struct buf *out)
{
	(void)body;
	(void)out;
	faults_clear(&world->orders.faults);
	return 200;
}

int control_run(struct world *world, const char *method, const char *path, struct text body, struct buf *out)
{
	static const struct {
		const char *method;
		const char *path;
		int (*run)(struct world *, struct text, struct buf *);
	} routes[] = {
		{"PUT", "/clock", clock_put},   {"GET", "/clock", clock_get},   {"GET", "/books", books_get},
		{"GET", "/titles", titles_get}, {"PUT", "/fault", fault_put},   {"DELETE", "/fault", fault_delete},
		{"PUT", "/fate", fate_put},     {"PUT", "/refuse", refuse_put},
	};
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (strcmp(routes[i].method, method) == 0 && strcmp(routes[i].path, path) == 0)
			return routes[i].run(world, body, out);
	buf_puts(out, "no such thing here: PUT /clock, GET /books, GET /titles, PUT or DELETE /fault, PUT /fate, PUT "
		      "/refuse\n");
	return 404;
}
