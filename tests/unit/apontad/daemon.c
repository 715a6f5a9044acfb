#include "daemon.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 20000
#define STEP_MS 10

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, strerror(errno));
	abort();
}

static const char *at(const struct daemon *daemon, const char *name, char out[512])
{
	(void)snprintf(out, 512, "%s/%s", daemon->folder, name);
	return out;
}

void daemon_put(struct daemon *daemon, const char *file, const char *text)
{
	char path[512];
	char whole[512];
	(void)snprintf(path, sizeof(path), "%s/.new", daemon->folder);
	FILE *out = fopen(path, "we");
	require(out != NULL && fputs(text, out) >= 0 && fclose(out) == 0, "write");
	require(rename(path, at(daemon, file, whole)) == 0, "rename");
}

void daemon_remove(struct daemon *daemon, const char *file)
{
	char path[512];
	(void)unlink(at(daemon, file, path));
}

void daemon_configure(struct daemon *daemon, const char *config)
{
	daemon_put(daemon, "apontad.conf", config);
}

void daemon_init(struct daemon *daemon, const char *config)
{
	*daemon = (struct daemon){.folder = "/tmp/apontad-test-XXXXXX", .notify_fd = -1};
	require(mkdtemp(daemon->folder) != NULL, "mkdtemp");
	(void)snprintf(daemon->config, sizeof(daemon->config), "%s/apontad.conf", daemon->folder);
	daemon_configure(daemon, config);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", daemon->folder);
	daemon->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	require(bind(daemon->notify_fd, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
}

static void exec_daemon(struct daemon *daemon, const char *const *arguments)
{
	char program[PATH_MAX] = "";
	char path[512];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 16);
	require(len > 0, "readlink");
	(void)snprintf(dirname(program) + strlen(program), 16, "/stand_in");
	(void)setenv("NOTIFY_SOCKET", at(daemon, "notify", path), 1);
	(void)setenv("APONTAD_TEST_FOLDER", daemon->folder, 1);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	int log = open(at(daemon, "log", path), O_WRONLY | O_CREAT | O_APPEND, 0600);
	int out = open(at(daemon, "output", path), O_WRONLY | O_CREAT | O_APPEND, 0600);
	require(dup2(log, STDERR_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0, "dup2");
	char option[] = "--config";
	char *argv[8] = {program, option, daemon->config};
	for (int i = 0; arguments != NULL && arguments[i] != NULL && i < 4; i++)
		argv[3 + i] = strdup(arguments[i]);
	(void)execv(program, argv);
	require(false, program);
}

void daemon_start(struct daemon *daemon, const char *const *arguments)
{
	pid_t pid = fork();
	require(pid >= 0, "fork");
	if (pid == 0)
		exec_daemon(daemon, arguments);
	daemon->pid = pid;
}

int daemon_wait(struct daemon *daemon)
{
	int status = 0;
	for (int waited_ms = 0; waited_ms < WAIT_MS; waited_ms += STEP_MS) {
		if (waitpid(daemon->pid, &status, WNOHANG) == daemon->pid) {
			daemon->pid = 0;
			return status;
		}
		(void)poll(NULL, 0, STEP_MS);
	}
	(void)fprintf(stderr, "the daemon does not end\n");
	return -1;
}

int daemon_stop(struct daemon *daemon)
{
	(void)kill(daemon->pid, SIGTERM);
	return daemon_wait(daemon);
}

void daemon_done(struct daemon *daemon)
{
	char path[512];
	if (daemon->pid > 0) {
		(void)kill(daemon->pid, SIGKILL);
		(void)waitpid(daemon->pid, NULL, 0);
	}
	(void)close(daemon->notify_fd);
	DIR *folder = opendir(daemon->folder);
	require(folder != NULL, "opendir");
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
		(void)unlink(at(daemon, entry->d_name, path));
	(void)closedir(folder);
	(void)rmdir(daemon->folder);
}

bool daemon_notifies(struct daemon *daemon, const char *line)
{
	struct pollfd notify_poll = {.fd = daemon->notify_fd, .events = POLLIN};
	while (poll(&notify_poll, 1, WAIT_MS) == 1) {
		char words[1024];
		ssize_t len = recv(daemon->notify_fd, words, sizeof(words) - 1, 0);
		require(len >= 0, "recv");
		words[len] = '\0';
		if (strstr(words, line) != NULL)
			return true;
	}
	(void)fprintf(stderr, "no notification %s\n", line);
	return false;
}

/* Call `look` with each line of the file. */
static void each_line(struct daemon *daemon, const char *file, void (*look)(const char *line, void *context),
		      void *context)
{
	char path[512];
	char line[1024];
	FILE *in = fopen(at(daemon, file, path), "re");
	if (in == NULL)
		return;
	while (fgets(line, sizeof(line), in) != NULL)
		look(line, context);
	(void)fclose(in);
}

struct search {
	const char *text;
	int count;
};

static void search_line(const char *line, void *context)
{
	struct search *search = context;
	search->count += strstr(line, search->text) != NULL;
}

int daemon_count(struct daemon *daemon, const char *file, const char *text)
{
	struct search search = {.text = text};
	each_line(daemon, file, search_line, &search);
	return search.count;
}

bool daemon_shows(struct daemon *daemon, const char *file, const char *text)
{
	for (int waited_ms = 0; waited_ms < WAIT_MS; waited_ms += STEP_MS) {
		if (daemon_count(daemon, file, text) > 0)
			return true;
		(void)poll(NULL, 0, STEP_MS);
	}
	(void)fprintf(stderr, "%s does not show \"%s\"\n", file, text);
	return false;
}

struct last_round {
	int slot;
	pid_t worker;
	pid_t keeper;
};

static void look_at_round(const char *line, void *context)
{
	struct last_round *last = context;
	int slot;
	int worker;
	int keeper;
	if (sscanf(line, "worker %d pid %d keeper %d database", &slot, &worker, &keeper) == 3 && slot == last->slot) {
		last->worker = worker;
		last->keeper = keeper;
	}
}

static pid_t await_pid(struct daemon *daemon, int slot, pid_t not_pid, bool of_keeper)
{
	for (int waited_ms = 0; waited_ms < WAIT_MS; waited_ms += STEP_MS) {
		struct last_round last = {.slot = slot};
		each_line(daemon, "rounds", look_at_round, &last);
		pid_t pid = of_keeper ? last.keeper : last.worker;
		if (pid > 0 && pid != not_pid)
			return pid;
		(void)poll(NULL, 0, STEP_MS);
	}
	(void)fprintf(stderr, "no round of worker %d by another process\n", slot);
	return 0;
}

pid_t daemon_worker(struct daemon *daemon, int slot, pid_t not_pid)
{
	return await_pid(daemon, slot, not_pid, false);
}

pid_t daemon_keeper(struct daemon *daemon, int slot, pid_t not_pid)
{
	return await_pid(daemon, slot, not_pid, true);
}

static void look_at_door(const char *line, void *context)
{
	int *pid = context;
	(void)sscanf(line, "pid %d", pid);
}

pid_t daemon_door(struct daemon *daemon, pid_t not_pid)
{
	for (int waited_ms = 0; waited_ms < WAIT_MS; waited_ms += STEP_MS) {
		int pid = 0;
		each_line(daemon, "door", look_at_door, &pid);
		if (pid > 0 && pid != not_pid)
			return pid;
		(void)poll(NULL, 0, STEP_MS);
	}
	(void)fprintf(stderr, "no door by another process\n");
	return 0;
}
