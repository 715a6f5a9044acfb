#include "tests/bench/bench.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

double bench_seconds(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void bench_pin(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	CPU_SET((size_t)(cores > 0 ? cores - 1 : 0), &set);
	if (sched_setaffinity(0, sizeof(set), &set) != 0)
		perror("bench: cannot stay on one core");
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;
	return (left > right) - (left < right);
}

double bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

void bench_print(const char *name, double value)
{
	(void)printf("%s %.4f\n", name, value);
	(void)fflush(stdout);
}

void bench_fail(const char *what, const struct err *err)
{
	char words[1024];
	(void)fprintf(stderr, "bench: %s: %s\n", what, err_text(err, words, sizeof(words)));
	exit(1);
}
