#include "apontasim/spc/front.h"

#include "apontasim/spc/control.h"
#include "apontasim/spc/service.h"

static void hand_over(struct server_call *call, const struct spc_exchange *exchange)
{
	call->status = exchange->status;
	call->content_type = exchange->is_xml ? "text/xml;charset=UTF-8" : "text/plain;charset=UTF-8";
}

static const char *front_open(void *cls, struct server_call *call)
{
	struct spc_world *world = cls;
	struct spc_exchange *exchange = arena_alloc(call->arena, sizeof(*exchange));
	struct spc_request request = {
		.method = call->method,
		.path = call->path,
		.user = call->user,
		.password = call->password,
		.content_type = server_header(call, "Content-Type"),
		.soap_action = server_header(call, "SOAPAction"),
		.body = call->body,
	};
	if (exchange == NULL) {
		call->status = 500;
		buf_puts(&call->answer, "no memory\n");
		return NULL;
	}
	call->state = exchange;
	if (spc_service_open(world, call->arena, &request, exchange, &call->answer))
		return spc_operation_name(exchange->operation);
	hand_over(call, exchange);
	return NULL;
}

static void front_run(void *cls, struct server_call *call)
{
	struct spc_exchange *exchange = call->state;
	spc_service_run(cls, exchange, &call->answer);
	hand_over(call, exchange);
}

static int front_control(void *cls, const char *method, const char *path, struct text body, struct buf *out)
{
	struct spc_world *world = cls;
	int status = spc_control_run(world, method, path, body, out);
	/* Books that are not whole: nothing they say may be trusted. */
	return world->books.out_of_memory ? 500 : status;
}

const struct trade *spc_trade(struct spc_world *world, struct trade *trade)
{
	*trade = (struct trade){
		.world = world,
		.lock = &world->lock,
		.faults = &world->faults,
		.open = front_open,
		.run = front_run,
		.control = front_control,
	};
	return trade;
}
