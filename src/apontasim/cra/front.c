#include "apontasim/cra/front.h"

#include <string.h>

#include "apontasim/cra/control.h"
#include "apontasim/cra/dispatch.h"

/* What dispatch has written becomes the answer; its buffer changes hands. */
static void answer_hand_over(const struct world *world, struct server_call *call, struct exchange *exchange)
{
	call->status = exchange->status;
	call->content_type = exchange->status == 401 || exchange->status == 503 ? "text/plain"
			     : world->settings.dialect == DIALECT_CRA21         ? "text/xml; charset=ISO-8859-1"
										: "text/xml; charset=UTF-8";
	buf_done(&call->answer);
	call->answer = exchange->answer;
	exchange->answer = (struct buf){0};
}

static const char *front_open(void *cls, struct server_call *call)
{
	struct world *world = cls;
	struct exchange *exchange = arena_alloc(call->arena, sizeof(*exchange));
	if (strcmp(call->method, "POST") != 0 || exchange == NULL) {
		call->status = exchange == NULL ? 500 : 405;
		buf_puts(&call->answer, exchange == NULL ? "no memory\n" : "only POST is taken\n");
		return NULL;
	}
	struct request request = {
		.user = call->user,
		.password = call->password,
		.content_type = server_header(call, "Content-Type"),
		.soap_action = server_header(call, "SOAPAction"),
		.body = call->body,
	};
	dispatch_open(world, call->arena, &request, exchange);
	call->state = exchange;
	if (exchange->operation != NULL)
		return operation_name(exchange->operation);
	answer_hand_over(world, call, exchange);
	return NULL;
}

static void front_run(void *cls, struct server_call *call)
{
	struct world *world = cls;
	struct exchange *exchange = call->state;
	exchange->is_lost = call->is_lost;
	dispatch_run(world, call->arena, exchange);
	answer_hand_over(world, call, exchange);
}

static void front_seen(void *cls, struct server_call *call)
{
	dispatch_seen(cls, call->state);
}

static int front_control(void *cls, const char *method, const char *path, struct text body, struct buf *out)
{
	struct world *world = cls;
	int status = control_run(world, method, path, body, out);
	/* Books that are not whole: nothing they say may be trusted. */
	return world->books.out_of_memory ? 500 : status;
}

const struct trade *front_trade(struct world *world, struct trade *trade)
{
	*trade = (struct trade){
		.world = world,
		.lock = &world->lock,
		.faults = &world->orders.faults,
		.open = front_open,
		.run = front_run,
		.seen = front_seen,
		.control = front_control,
	};
	return trade;
}
