/* Answers of the law that no command of apontactl gives, a line a question, for law.sh.
 *   law_answers easter YEAR... | five-years DUE... | ibge CODE... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/ibge.h"
#include "domain/listing.h"

static bool easter(const char *word)
{
	char out[DATE_TEXT_BYTES];
	return puts(date_iso(date_easter((int)strtol(word, NULL, 10)), out)) >= 0;
}

/* The day on which the record must be gone, and the one on which it is removed. */
static bool five_years(const char *word)
{
	struct date due;
	char gone[DATE_TEXT_BYTES];
	char removed[DATE_TEXT_BYTES];
	if (date_parse_iso(text_of(word), &due, NULL) != OK)
		return false;
	struct date ends = listing_ends_on(due);
	return printf("%s\t%s\n", date_iso(date_plus(ends, 1), gone), date_iso(ends, removed)) > 0;
}

/* The state, whether the last digit fits, and how many of the ten last digits would. */
static bool ibge(const char *word)
{
	char other[8];
	bool fits = false;
	int fitting = 0;
	if (strlen(word) != 7 || ibge_check(text_of(word), &fits, NULL) != OK)
		return false;
	for (char digit = '0'; digit <= '9'; digit++) {
		bool each = false;
		(void)snprintf(other, sizeof(other), "%.6s%c", word, digit);
		fitting += ibge_check(text_of(other), &each, NULL) == OK && each;
	}
	return printf("%s\t%s\t%d\n", ibge_state(text_of(word)), fits ? "fits" : "misses", fitting) > 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*answer)(const char *word);
	} questions[] = {{"easter", easter}, {"five-years", five_years}, {"ibge", ibge}};
	for (size_t q = 0; argc > 1 && q < ARRAY_LEN(questions); q++) {
		if (strcmp(argv[1], questions[q].name) != 0)
			continue;
		for (int i = 2; i < argc; i++)
			if (!questions[q].answer(argv[i]))
				return EXIT_FAILURE;
		return EXIT_SUCCESS;
	}
	return EXIT_FAILURE;
}
