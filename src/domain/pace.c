#include "domain/pace.h"

#define ONE 1000

static int within(int width_milli, int most)
{
	if (width_milli > most * ONE)
		return most * ONE;
	return width_milli < ONE ? ONE : width_milli;
}

int pace_width(const struct pace *pace, int most)
{
	return within(pace->width_milli, most) / ONE;
}

void pace_learn(struct pace *pace, enum pace_word word, int most)
{
	int width = within(pace->width_milli, most);
	int share = ONE * ONE / width; /* of a round: 1/N */
	switch (word) {
	case PACE_ANSWERED:
		pace->failures_milli = 0;
		pace->width_milli = within(width + share, most);
		break;
	case PACE_THROTTLED:
		pace->failures_milli = 0;
		pace->width_milli = within(width - share, most);
		break;
	case PACE_FAILED:
		pace->failures_milli += share;
		pace->width_milli = within(width - share, most);
		break;
	}
}

bool pace_is_dead(const struct pace *pace)
{
	/* N shares of 1/N may miss the whole by what rounding takes. */
	return pace->failures_milli >= ONE - 10;
}

void pace_probe(struct pace *pace)
{
	*pace = (struct pace){.width_milli = ONE};
}
