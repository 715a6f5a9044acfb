#include "base/service.h"

#include <systemd/sd-daemon.h>
#include <time.h>

void service_ready(const char *status)
{
	(void)sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void service_reloading(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
			 (unsigned long long)now.tv_sec * 1000000ull + (unsigned long long)now.tv_nsec / 1000ull);
}

void service_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

void service_status(const char *status)
{
	(void)sd_notifyf(0, "STATUS=%s", status);
}

void service_alive(void)
{
	(void)sd_notify(0, "WATCHDOG=1");
}

uint64_t service_watchdog_us(void)
{
	uint64_t usec = 0;
	return sd_watchdog_enabled(0, &usec) > 0 ? usec / 2 : 0;
}
