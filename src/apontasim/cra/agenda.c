#include "apontasim/cra/agenda.h"

#include <stdlib.h>

static bool comes_before(const struct agenda_item *a, const struct agenda_item *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct agenda_item *a, struct agenda_item *b)
{
	struct agenda_item kept = *a;
	*a = *b;
	*b = kept;
}

void agenda_add(struct world *world, const struct agenda_item *item)
{
	struct agenda *agenda = &world->agenda;
	if (agenda->count == agenda->room) {
		int room = agenda->room == 0 ? 256 : agenda->room * 2;
		struct agenda_item *heap = realloc(agenda->heap, (size_t)room * sizeof(*heap));
		if (heap == NULL) {
			world->books.out_of_memory = true;
			return;
		}
		agenda->heap = heap;
		agenda->room = room;
	}
	int at = agenda->count++;
	agenda->heap[at] = *item;
	agenda->heap[at].order = agenda->planned++;
	for (; at > 0 && comes_before(&agenda->heap[at], &agenda->heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(&agenda->heap[at], &agenda->heap[(at - 1) / 2]);
}

bool agenda_take(struct world *world, int64_t to, struct agenda_item *ret_item)
{
	struct agenda *agenda = &world->agenda;
	if (agenda->count == 0 || agenda->heap[0].at > to)
		return false;
	*ret_item = agenda->heap[0];
	agenda->heap[0] = agenda->heap[--agenda->count];
	for (int at = 0;;) {
		int least = at;
		for (int child = 2 * at + 1; child <= 2 * at + 2; child++)
			if (child < agenda->count && comes_before(&agenda->heap[child], &agenda->heap[least]))
				least = child;
		if (least == at)
			return true;
		swap(&agenda->heap[at], &agenda->heap[least]);
		at = least;
	}
}
