/* The supervisor with real processes, over doubles of their work. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "apontad/seat.h"
#include "daemon.h"

static struct daemon daemon_under_test;

static int set_up(void **state)
{
	daemon_init(&daemon_under_test, "workers 2\ndatabase first\nkey a.key\n");
	*state = &daemon_under_test;
	return 0;
}

static int tear_down(void **state)
{
	(void)unsetenv("APONTAD_FAULT");
	(void)unsetenv("APONTAD_FAULT_TOKEN");
	(void)unsetenv("WATCHDOG_USEC");
	daemon_done(*state);
	return 0;
}

static int exit_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void start_ready(struct daemon *daemon)
{
	daemon_start(daemon, NULL);
	assert_true(daemon_notifies(daemon, "READY=1"));
}

static bool gone(pid_t pid)
{
	for (int i = 0; i < 1000; i++) {
		if (kill(pid, 0) != 0 && errno == ESRCH)
			return true;
		(void)usleep(10000);
	}
	return false;
}

static void ready_is_said_once_all_are_up(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	assert_int_equal(daemon_count(daemon, "prepared", "first"), 1);
	assert_int_equal(daemon_count(daemon, "sandbox", "worker"), 3); /* prepare and two workers */
	assert_int_equal(daemon_count(daemon, "sandbox", "keeper"), 1);
	pid_t keeper = daemon_keeper(daemon, 1, 0);
	assert_int_equal(daemon_keeper(daemon, 2, 0), keeper);
	assert_int_not_equal(daemon_worker(daemon, 1, 0), daemon_worker(daemon, 2, 0));
}

static void sigterm_lets_a_round_end_and_exits_0(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	daemon_put(daemon, "slow.1", "");
	assert_true(daemon_shows(daemon, "slow", "begun"));
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
	assert_true(daemon_notifies(daemon, "STOPPING=1"));
	assert_int_equal(daemon_count(daemon, "slow", "begun"), daemon_count(daemon, "slow", "done"));
	assert_int_equal(daemon_count(daemon, "keeper", "ended"), 1);
	assert_int_equal(daemon_count(daemon, "log", "keeper does not answer"),
			 0); /* it stayed until the round's end */
	assert_int_equal(daemon_count(daemon, "log", "died"), 0);
}

static void killed_worker_starts_again_with_the_same_keeper(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t worker = daemon_worker(daemon, 1, 0);
	pid_t keeper = daemon_keeper(daemon, 1, 0);
	assert_int_equal(kill(worker, SIGKILL), 0);
	assert_true(daemon_worker(daemon, 1, worker) > 0);
	assert_int_equal(daemon_keeper(daemon, 1, 0), keeper);
	assert_int_equal(daemon_count(daemon, "log", "worker.1 died"), 1);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void killed_keeper_starts_again_and_the_workers_stay(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t worker = daemon_worker(daemon, 2, 0);
	pid_t keeper = daemon_keeper(daemon, 2, 0);
	assert_int_equal(kill(keeper, SIGKILL), 0);
	assert_true(daemon_keeper(daemon, 2, keeper) > 0);
	assert_int_equal(daemon_worker(daemon, 2, 0), worker);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void bad_configuration_ends_with_78_and_tells_every_error(void **state)
{
	struct daemon *daemon = *state;
	daemon_configure(daemon, "workers 2\ncolour blue\nflavour\n");
	daemon_start(daemon, NULL);
	assert_int_equal(exit_code(daemon_wait(daemon)), SEAT_EXIT_CONFIG);
	assert_int_equal(daemon_count(daemon, "log", "\"colour\" is bad"), 1);
	assert_int_equal(daemon_count(daemon, "log", "\"flavour\" is bad"), 1);
	assert_int_equal(daemon_count(daemon, "prepared", ""), 0);
}

static void missing_configuration_ends_with_78_and_a_word(void **state)
{
	struct daemon *daemon = *state;
	daemon_remove(daemon, "apontad.conf");
	daemon_start(daemon, NULL);
	assert_int_equal(exit_code(daemon_wait(daemon)), SEAT_EXIT_CONFIG);
	assert_int_equal(daemon_count(daemon, "log", "No such file"), 1);
}

static void first_start_ends_with_the_code_of_its_trouble(void **state)
{
	static const struct {
		const char *config;
		enum seat_exit code;
	} rows[] = {
		{"key wrong\n", SEAT_EXIT_CONFIG},
		{"purpose laundry\n", SEAT_EXIT_CONFIG},
		{"database config\n", SEAT_EXIT_CONFIG},
		{"database no-password\n", SEAT_EXIT_CONFIG},
		{"database integrity\n", SEAT_EXIT_INTEGRITY},
	};
	struct daemon *daemon = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		daemon_configure(daemon, rows[i].config);
		daemon_start(daemon, NULL);
		assert_int_equal(exit_code(daemon_wait(daemon)), rows[i].code);
	}
	assert_int_equal(daemon_count(daemon, "rounds", ""), 0);
}

static void database_that_is_away_is_waited_for(void **state)
{
	struct daemon *daemon = *state;
	daemon_put(daemon, "away", "");
	daemon_start(daemon, NULL);
	assert_true(daemon_notifies(daemon, "STATUS=waiting"));
	daemon_remove(daemon, "away");
	assert_true(daemon_notifies(daemon, "READY=1"));
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void sigterm_while_waiting_for_the_database_exits_0(void **state)
{
	struct daemon *daemon = *state;
	daemon_put(daemon, "away", "");
	daemon_start(daemon, NULL);
	assert_true(daemon_notifies(daemon, "STATUS=waiting"));
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void reload_takes_the_new_configuration_whole(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t worker = daemon_worker(daemon, 1, 0);
	pid_t keeper = daemon_keeper(daemon, 1, 0);
	daemon_configure(daemon, "workers 3\ndatabase second\nkey b.key\n");
	assert_int_equal(kill(daemon->pid, SIGHUP), 0);
	assert_true(daemon_notifies(daemon, "RELOADING=1"));
	assert_true(daemon_notifies(daemon, "READY=1"));
	assert_true(daemon_worker(daemon, 1, worker) > 0);
	assert_true(daemon_worker(daemon, 3, 0) > 0);
	assert_int_not_equal(daemon_keeper(daemon, 3, 0), keeper);
	assert_int_equal(daemon_count(daemon, "prepared", "second"), 1);
	assert_true(daemon_shows(daemon, "rounds", "database second"));
	assert_int_equal(daemon_count(daemon, "log", "died"), 0);
	daemon_configure(daemon, "workers 1\ndatabase third\n");
	assert_int_equal(kill(daemon->pid, SIGHUP), 0);
	assert_true(daemon_notifies(daemon, "READY=1"));
	assert_true(daemon_shows(daemon, "rounds", "database third"));
	assert_int_equal(daemon_count(daemon, "rounds", "worker 2 pid 0"), 0);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void refused_reload_changes_nothing(void **state)
{
	static const char *const configs[] = {"flavour\n", "key wrong\n", "database config\n", "database no-password\n",
					      "database away\n"};
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t worker = daemon_worker(daemon, 1, 0);
	pid_t keeper = daemon_keeper(daemon, 1, 0);
	for (int i = 0; i < 5; i++) {
		daemon_configure(daemon, configs[i]);
		if (i == 4)
			daemon_put(daemon, "away", "");
		assert_int_equal(kill(daemon->pid, SIGHUP), 0);
		assert_true(daemon_notifies(daemon, "RELOADING=1"));
		assert_true(daemon_notifies(daemon, "READY=1"));
		assert_int_equal(daemon_count(daemon, "log", "the one before stays in force"), i + 1);
	}
	assert_int_equal(daemon_worker(daemon, 1, 0), worker);
	assert_int_equal(daemon_keeper(daemon, 1, 0), keeper);
	/* and what is restarted after it still has the old settings, not the file's */
	assert_int_equal(kill(worker, SIGKILL), 0);
	assert_true(daemon_worker(daemon, 1, worker) > 0);
	assert_int_equal(daemon_count(daemon, "rounds", "database first"), daemon_count(daemon, "rounds", ""));
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void lost_integrity_in_a_worker_stops_everything_with_79(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t other = daemon_worker(daemon, 2, 0);
	daemon_put(daemon, "integrity.1", "");
	assert_int_equal(exit_code(daemon_wait(daemon)), SEAT_EXIT_INTEGRITY);
	assert_true(gone(other));
	assert_int_equal(daemon_count(daemon, "log", "two records of one thing"), 1);
}

static void passing_trouble_is_logged_once_and_its_end_too(void **state)
{
	struct daemon *daemon = *state;
	daemon_configure(daemon, "workers 1\n");
	start_ready(daemon);
	pid_t worker = daemon_worker(daemon, 1, 0);
	daemon_put(daemon, "transient.1", "");
	assert_true(daemon_shows(daemon, "log", "warning: the database does not answer"));
	(void)usleep(300000); /* many rounds: nothing to wait for, it is the silence that counts */
	daemon_remove(daemon, "transient.1");
	assert_true(daemon_shows(daemon, "log", "going on after: the database does not answer"));
	assert_int_equal(daemon_count(daemon, "log", "warning: the database does not answer"), 1);
	assert_int_equal(daemon_worker(daemon, 1, 0), worker);
}

static void silent_worker_is_killed_and_replaced(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t worker = daemon_worker(daemon, 1, 0);
	daemon_put(daemon, "hang.1", "");
	assert_true(daemon_shows(daemon, "hanging", ""));
	daemon_remove(daemon, "hang.1");
	assert_true(daemon_worker(daemon, 1, worker) > 0);
	assert_int_equal(daemon_count(daemon, "log", "worker.1 gave no sign of life"), 1);
	assert_int_equal(daemon_count(daemon, "log", "worker.2 gave no sign of life"), 0);
}

static void worker_that_does_not_end_is_killed_and_the_exit_is_0(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	daemon_put(daemon, "hang.1", "");
	assert_true(daemon_shows(daemon, "hanging", ""));
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
	assert_int_equal(daemon_count(daemon, "log", "worker.1 did not end"), 1);
}

static void children_die_with_the_supervisor(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	pid_t pids[] = {daemon_worker(daemon, 1, 0), daemon_worker(daemon, 2, 0), daemon_keeper(daemon, 1, 0)};
	assert_int_equal(kill(daemon->pid, SIGKILL), 0);
	assert_int_equal(exit_code(daemon_wait(daemon)), -SIGKILL);
	for (size_t i = 0; i < sizeof(pids) / sizeof(pids[0]); i++)
		assert_true(gone(pids[i]));
}

static void child_has_its_own_descriptors_only(void **state)
{
	struct daemon *daemon = *state;
	assert_int_equal(dup2(STDERR_FILENO, 77), 77);
	start_ready(daemon);
	(void)close(77);
	/* standard three, status pipe, socket; the stop descriptor has taken the place of the settings */
	assert_int_equal(daemon_count(daemon, "descriptors.1", "0 1 2 3 4 5 "), 1);
	assert_int_equal(daemon_count(daemon, "descriptors.1", "0 1 2 3 4 5 6"), 0);
	assert_int_equal(daemon_count(daemon, "descriptors.1", "77"), 0);
}

static void fault_fires_on_a_sandbox_database_and_only_once(void **state)
{
	struct daemon *daemon = *state;
	char token[128];
	(void)snprintf(token, sizeof(token), "%s/token", daemon->folder);
	(void)setenv("APONTAD_FAULT", "supervisor_started", 1);
	(void)setenv("APONTAD_FAULT_TOKEN", token, 1);
	daemon_configure(daemon, "database sandbox\n");
	daemon_start(daemon, NULL);
	assert_int_equal(exit_code(daemon_wait(daemon)), -SIGKILL);
	assert_true(daemon_notifies(daemon, "READY=1"));
	assert_int_equal(access(token, F_OK), 0);
	start_ready(daemon);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void fault_at_a_restart_fires_when_a_child_died(void **state)
{
	struct daemon *daemon = *state;
	char token[128];
	(void)snprintf(token, sizeof(token), "%s/token", daemon->folder);
	(void)setenv("APONTAD_FAULT", "supervisor_restarting", 1);
	(void)setenv("APONTAD_FAULT_TOKEN", token, 1);
	daemon_configure(daemon, "database sandbox\n");
	start_ready(daemon);
	assert_int_equal(kill(daemon_worker(daemon, 1, 0), SIGKILL), 0);
	assert_int_equal(exit_code(daemon_wait(daemon)), -SIGKILL);
}

static void fault_is_ignored_on_any_other_database(void **state)
{
	struct daemon *daemon = *state;
	char token[128];
	(void)snprintf(token, sizeof(token), "%s/token", daemon->folder);
	(void)setenv("APONTAD_FAULT", "supervisor_started", 1);
	(void)setenv("APONTAD_FAULT_TOKEN", token, 1);
	start_ready(daemon);
	assert_int_equal(daemon_count(daemon, "log", "APONTAD_FAULT is ignored"), 1);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
	assert_int_not_equal(access(token, F_OK), 0);
}

static void watchdog_hears_signs_of_life(void **state)
{
	struct daemon *daemon = *state;
	(void)setenv("WATCHDOG_USEC", "200000", 1);
	start_ready(daemon);
	for (int i = 0; i < 3; i++)
		assert_true(daemon_notifies(daemon, "WATCHDOG=1"));
}

static void check_tells_every_error_or_that_all_is_well(void **state)
{
	static const char *const check[] = {"--check", NULL};
	struct daemon *daemon = *state;
	daemon_start(daemon, check);
	assert_int_equal(exit_code(daemon_wait(daemon)), 0);
	assert_int_equal(daemon_count(daemon, "output", "configuration OK"), 1);
	assert_int_equal(daemon_count(daemon, "prepared", ""), 0);
	daemon_configure(daemon, "colour blue\nflavour\n");
	daemon_start(daemon, check);
	assert_int_equal(exit_code(daemon_wait(daemon)), 1);
	assert_int_equal(daemon_count(daemon, "log", "is bad"), 2);
	daemon_configure(daemon, "key wrong\nsecond-key wrong\n");
	daemon_start(daemon, check);
	assert_int_equal(exit_code(daemon_wait(daemon)), 1);
	assert_int_equal(daemon_count(daemon, "log", "does not fit the key"), 2);
	daemon_configure(daemon, "door 127.0.0.1:1\ndoor-key wrong\n");
	daemon_start(daemon, check);
	assert_int_equal(exit_code(daemon_wait(daemon)), 1);
	assert_int_equal(daemon_count(daemon, "log", "the key of the door cannot be used"), 1);
	daemon_configure(daemon, "database no-password\n");
	daemon_start(daemon, check);
	assert_int_equal(exit_code(daemon_wait(daemon)), 1);
	assert_int_equal(daemon_count(daemon, "log", "cannot open the password"), 1);
	daemon_remove(daemon, "apontad.conf");
	daemon_start(daemon, check);
	assert_int_equal(exit_code(daemon_wait(daemon)), 1);
	assert_int_equal(daemon_count(daemon, "log", "No such file"), 1);
	assert_int_equal(daemon_count(daemon, "output", "configuration OK"), 1);
}

#define WITH_DOOR "workers 2\ndatabase first\ndoor 127.0.0.1:0\n"

static void there_is_no_door_unless_it_is_to_listen(void **state)
{
	struct daemon *daemon = *state;
	start_ready(daemon);
	assert_int_equal(daemon_count(daemon, "door", ""), 0);
	assert_int_equal(daemon_count(daemon, "log", "and the door"), 0);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void door_is_up_before_ready_and_knows_no_more_than_it_needs(void **state)
{
	struct daemon *daemon = *state;
	daemon_configure(daemon, WITH_DOOR);
	start_ready(daemon);
	assert_int_equal(daemon_count(daemon, "door", "listener 1 at 127.0.0.1:0 database '' identities 0"), 1);
	assert_int_equal(daemon_count(daemon, "sandbox", "door"), 1);
	assert_int_equal(daemon_count(daemon, "log", "are up, and the door"), 1);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
	assert_int_equal(daemon_count(daemon, "door-end", ""), 1);
	assert_int_equal(daemon_count(daemon, "log", "died"), 0);
}

static void killed_door_starts_again_at_the_same_socket_and_the_others_stay(void **state)
{
	struct daemon *daemon = *state;
	daemon_configure(daemon, WITH_DOOR);
	start_ready(daemon);
	pid_t door = daemon_door(daemon, 0);
	pid_t worker = daemon_worker(daemon, 1, 0);
	pid_t keeper = daemon_keeper(daemon, 1, 0);
	assert_int_equal(kill(door, SIGKILL), 0);
	assert_true(daemon_door(daemon, door) > 0);
	assert_int_equal(daemon_count(daemon, "door", "listener 1"), 2);
	assert_int_equal(daemon_worker(daemon, 1, 0), worker);
	assert_int_equal(daemon_keeper(daemon, 1, 0), keeper);
	assert_int_equal(daemon_count(daemon, "log", "door died"), 1);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void silent_door_is_killed_and_replaced(void **state)
{
	struct daemon *daemon = *state;
	daemon_configure(daemon, WITH_DOOR);
	start_ready(daemon);
	pid_t door = daemon_door(daemon, 0);
	daemon_put(daemon, "hang-door.0", "");
	assert_true(daemon_shows(daemon, "hanging", ""));
	daemon_remove(daemon, "hang-door.0");
	assert_true(daemon_door(daemon, door) > 0);
	assert_int_equal(daemon_count(daemon, "log", "door gave no sign of life"), 1);
}

static void reload_keeps_the_socket_of_the_same_address(void **state)
{
	static const struct {
		const char *config;
		const char *shows; /* NULL: no door any more */
		int opened;
		int ended;
	} steps[] = {
		{WITH_DOOR "workers 1\n", "listener 1 at 127.0.0.1:0", 2, 1},
		{"door 127.0.0.1:1\n", "listener 2 at 127.0.0.1:1", 3, 2},
		{"workers 1\n", NULL, 3, 3},
		{"door 127.0.0.1:1\n", "listener 3 at 127.0.0.1:1", 4, 3},
	};
	struct daemon *daemon = *state;
	daemon_configure(daemon, WITH_DOOR);
	start_ready(daemon);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		daemon_configure(daemon, steps[i].config);
		assert_int_equal(kill(daemon->pid, SIGHUP), 0);
		assert_true(daemon_notifies(daemon, "RELOADING=1"));
		assert_true(daemon_notifies(daemon, "READY=1"));
		assert_int_equal(daemon_count(daemon, "door", ""), steps[i].opened);
		assert_int_equal(daemon_count(daemon, "door-end", ""), steps[i].ended);
		if (steps[i].shows != NULL)
			assert_true(daemon_count(daemon, "door", steps[i].shows) > 0);
	}
	assert_int_equal(daemon_count(daemon, "log", "died"), 0);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void door_that_cannot_open_refuses_a_reload(void **state)
{
	static const char *const configs[] = {"door busy\n", "door 127.0.0.1:1\ndoor-key wrong\n"};
	struct daemon *daemon = *state;
	daemon_configure(daemon, WITH_DOOR);
	start_ready(daemon);
	pid_t door = daemon_door(daemon, 0);
	for (int i = 0; i < 2; i++) {
		daemon_configure(daemon, configs[i]);
		assert_int_equal(kill(daemon->pid, SIGHUP), 0);
		assert_true(daemon_notifies(daemon, "RELOADING=1"));
		assert_true(daemon_notifies(daemon, "READY=1"));
		assert_int_equal(daemon_count(daemon, "log", "the one before stays in force"), i + 1);
	}
	assert_int_equal(daemon_door(daemon, 0), door);
	assert_int_equal(daemon_count(daemon, "door-end", ""), 0);
	assert_int_equal(exit_code(daemon_stop(daemon)), SEAT_EXIT_OK);
}

static void door_that_cannot_open_ends_the_first_start(void **state)
{
	struct daemon *daemon = *state;
	daemon_configure(daemon, "door 127.0.0.1:1\ndoor-key wrong\n");
	daemon_start(daemon, NULL);
	assert_int_equal(exit_code(daemon_wait(daemon)), SEAT_EXIT_CONFIG);
	assert_int_equal(daemon_count(daemon, "log", "the key of the door cannot be used"), 1);
	daemon_configure(daemon, "door busy\n");
	daemon_start(daemon, NULL);
	assert_int_equal(exit_code(daemon_wait(daemon)), SEAT_EXIT_FAILED);
	assert_int_equal(daemon_count(daemon, "log", "cannot listen at busy"), 1);
	assert_int_equal(daemon_count(daemon, "prepared", ""), 0);
}

static void seat_without_a_supervisor_is_refused(void **state)
{
	static const char *const seat[] = {"--seat=worker", "--slot=1", NULL};
	struct daemon *daemon = *state;
	daemon_start(daemon, seat);
	assert_int_equal(exit_code(daemon_wait(daemon)), SEAT_EXIT_INTEGRITY);
	assert_int_equal(daemon_count(daemon, "log", "children of apontad only"), 1);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ROW(ready_is_said_once_all_are_up),
		ROW(sigterm_lets_a_round_end_and_exits_0),
		ROW(killed_worker_starts_again_with_the_same_keeper),
		ROW(killed_keeper_starts_again_and_the_workers_stay),
		ROW(bad_configuration_ends_with_78_and_tells_every_error),
		ROW(missing_configuration_ends_with_78_and_a_word),
		ROW(first_start_ends_with_the_code_of_its_trouble),
		ROW(database_that_is_away_is_waited_for),
		ROW(sigterm_while_waiting_for_the_database_exits_0),
		ROW(reload_takes_the_new_configuration_whole),
		ROW(refused_reload_changes_nothing),
		ROW(lost_integrity_in_a_worker_stops_everything_with_79),
		ROW(passing_trouble_is_logged_once_and_its_end_too),
		ROW(silent_worker_is_killed_and_replaced),
		ROW(worker_that_does_not_end_is_killed_and_the_exit_is_0),
		ROW(children_die_with_the_supervisor),
		ROW(child_has_its_own_descriptors_only),
		ROW(fault_fires_on_a_sandbox_database_and_only_once),
		ROW(fault_at_a_restart_fires_when_a_child_died),
		ROW(fault_is_ignored_on_any_other_database),
		ROW(watchdog_hears_signs_of_life),
		ROW(check_tells_every_error_or_that_all_is_well),
		ROW(there_is_no_door_unless_it_is_to_listen),
		ROW(door_is_up_before_ready_and_knows_no_more_than_it_needs),
		ROW(killed_door_starts_again_at_the_same_socket_and_the_others_stay),
		ROW(silent_door_is_killed_and_replaced),
		ROW(reload_keeps_the_socket_of_the_same_address),
		ROW(door_that_cannot_open_refuses_a_reload),
		ROW(door_that_cannot_open_ends_the_first_start),
		ROW(seat_without_a_supervisor_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
