#include <stdlib.h>
#include <sys/socket.h>

#include "door/inside.h"
#include "door/terms.h"

void visit_changed(void *cls, struct MHD_Connection *connection, void **context,
		   enum MHD_ConnectionNotificationCode code)
{
	struct door *door = cls;
	struct visit *visit = *context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		visit = info != NULL ? calloc(1, sizeof(*visit)) : NULL;
		if (visit == NULL)
			return; /* it has libmicrohttpd's own time-out still */
		*visit = (struct visit){.next = door->visits,
					.fd = info->connect_fd,
					.until_ms = door_now_ms() + door_terms.request_ms};
		if (door->visits != NULL)
			door->visits->before = visit;
		door->visits = visit;
		*context = visit;
		return;
	}
	if (visit == NULL)
		return;
	if (visit->before != NULL)
		visit->before->next = visit->next;
	else
		door->visits = visit->next;
	if (visit->next != NULL)
		visit->next->before = visit->before;
	free(visit);
	*context = NULL;
}

void visit_goes_on(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct visit *visit = info != NULL ? info->socket_context : NULL;
	if (visit != NULL)
		visit->until_ms = door_now_ms() + door_terms.request_ms;
}

int64_t visits_sweep(struct door *door, int64_t now_ms)
{
	int64_t next_ms = INT64_MAX;
	for (struct visit *visit = door->visits; visit != NULL; visit = visit->next) {
		if (visit->until_ms <= now_ms) {
			(void)shutdown(visit->fd, SHUT_RDWR); /* libmicrohttpd sees its end, and closes it */
			visit->until_ms = INT64_MAX;
			refusal_log(door, NULL, 408, NULL, "cut: the request was not whole in time", NULL);
		}
		if (visit->until_ms < next_ms)
			next_ms = visit->until_ms;
	}
	return next_ms;
}
