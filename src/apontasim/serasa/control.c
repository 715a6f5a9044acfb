#include "apontasim/serasa/control.h"

#include <string.h>

#include "apontasim/common/lines.h"
#include "apontasim/serasa/world.h"

static int clock_put(struct serasa_world *world, struct text body, struct buf *out)
{
	struct err err = {0};
	int64_t to = 0;
	char now[MOMENT_TEXT_BYTES];
	enum rc rc = moment_parse(body, &to, &err);
	if (rc == OK)
		rc = serasa_clock(world, to, &err);
	if (rc != OK)
		return lines_refused(out, rc, &err);
	buf_printf(out, "%s\n", moment_iso(world->now, now));
	return 200;
}

static int clock_get(struct serasa_world *world, struct text body, struct buf *out)
{
	char now[MOMENT_TEXT_BYTES];
	(void)body;
	buf_printf(out, "%s\n", moment_iso(world->now, now));
	return 200;
}

static int books_get(struct serasa_world *world, struct text body, struct buf *out)
{
	(void)body;
	serasa_books_summary(&world->books, world->now, out);
	buf_printf(out, ",\"hooks\":{\"queued\":%d,\"sent\":%d,\"failed\":%d}}\n", world->hooks.count,
		   world->hooks.sent, world->hooks.failed);
	return 200;
}

static enum rc fault_order(void *cls, struct text line, struct err *reterr)
{
	struct serasa_world *world = cls;
	return faults_order(&world->faults, line, reterr);
}

static enum rc fate_order(void *cls, struct text line, struct err *reterr)
{
	struct serasa_world *world = cls;
	return serasa_fates_order(&world->fates, line, reterr);
}

static enum rc hook_order(void *cls, struct text line, struct err *reterr)
{
	struct serasa_world *world = cls;
	return hooks_order(&world->hooks, line, reterr);
}

static int fault_put(struct serasa_world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, fault_order);
}

static int fate_put(struct serasa_world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, fate_order);
}

static int hook_put(struct serasa_world *world, struct text body, struct buf *out)
{
	return lines_each(world, body, out, hook_order);
}

static int fault_delete(struct serasa_world *world, struct text body, struct buf *out)
{
	(void)body;
	(void)out;
	faults_clear(&world->faults);
	return 200;
}

int control_serasa(void *cls, const char *method, const char *path, struct text body, struct buf *out)
{
	static const char record[] = "/record/";
	static const struct {
		const char *method;
		const char *path;
		int (*run)(struct serasa_world *, struct text, struct buf *);
	} routes[] = {
		{"PUT", "/clock", clock_put}, {"GET", "/clock", clock_get},       {"GET", "/books", books_get},
		{"PUT", "/fault", fault_put}, {"DELETE", "/fault", fault_delete}, {"PUT", "/fate", fate_put},
		{"PUT", "/hook", hook_put},
	};
	struct serasa_world *world = cls;
	if (world->books.out_of_memory) {
		buf_puts(out, "the books are not whole: memory ran out\n");
		return 500;
	}
	if (strcmp(method, "GET") == 0 && strncmp(path, record, sizeof(record) - 1) == 0) {
		if (serasa_books_record(&world->books, path + sizeof(record) - 1, world->now, out))
			return 200;
		buf_puts(out, "nobody has included that contract\n");
		return 404;
	}
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (strcmp(routes[i].method, method) == 0 && strcmp(routes[i].path, path) == 0)
			return routes[i].run(world, body, out);
	buf_puts(out, "no such thing here: PUT or GET /clock, GET /books, GET /record/CONTRACT, PUT or DELETE /fault, "
		      "PUT /fate, PUT /hook\n");
	return 404;
}
