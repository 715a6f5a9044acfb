/* What the service manager is told: ready, reloading, stopping, alive. Does nothing outside systemd.
 *
 * libsystemd's daemon part is met here only. Proof: tests/journey/service_lifecycle.sh */
#pragma once

#include <stdint.h>

void service_ready(const char *status);
void service_reloading(void);
void service_stopping(void);
void service_status(const char *status);
void service_alive(void); /* the watchdog's sign of life */

/* How often service_alive() is wanted, in microseconds: half of what the unit asks for. 0 when it asks for nothing. */
uint64_t service_watchdog_us(void);
