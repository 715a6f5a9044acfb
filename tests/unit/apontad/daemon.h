/* The stand-in daemon in the hands of a test: started with a configuration, watched, steered, and cleaned up.
 *
 * A service manager's notification socket and a folder for the doubles are made for it. Every wait is for an event,
 * with a limit after which the test fails. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct daemon {
	char folder[64];
	char config[128];
	pid_t pid; /* 0 when it is not running */
	int notify_fd;
};

void daemon_init(struct daemon *daemon, const char *config);
void daemon_done(struct daemon *daemon); /* kills what still runs, removes the folder */

void daemon_configure(struct daemon *daemon, const char *config);
void daemon_start(struct daemon *daemon, const char *const *arguments); /* NULL: as a service */
int daemon_wait(struct daemon *daemon);                                 /* its wait status */
int daemon_stop(struct daemon *daemon);                                 /* SIGTERM, and its wait status */

/* Read notifications until one holds the line; false when it does not come. */
bool daemon_notifies(struct daemon *daemon, const char *line);

/* Wait until the file in the folder holds the text. */
bool daemon_shows(struct daemon *daemon, const char *file, const char *text);
int daemon_count(struct daemon *daemon, const char *file, const char *text);
void daemon_put(struct daemon *daemon, const char *file, const char *text);
void daemon_remove(struct daemon *daemon, const char *file);

/* The process that took a seat last: of the keeper, or of worker `slot`, as a round noted it after `not_pid`. */
pid_t daemon_worker(struct daemon *daemon, int slot, pid_t not_pid);
pid_t daemon_keeper(struct daemon *daemon, int slot, pid_t not_pid);
pid_t daemon_door(struct daemon *daemon, pid_t not_pid); /* as it noted itself at its start */
