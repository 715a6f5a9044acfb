/* Doubles of what the seats call: the daemon's processes are real, their work is not.
 *
 * The folder APONTAD_TEST_FOLDER is where a test steers them and looks at them. The configuration file has a word and a
 * value a line. A round asks the keeper for its process id over the real socket and notes it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apontad/sandbox.h"
#include "base/io.h"
#include "conf/conf.h"
#include "door/door.h"
#include "flow/flow.h"
#include "seal/keeper.h"
#include "seal/secret.h"
#include "store/hook.h"

struct flow {
	const struct settings *settings;
	int slot;
	int keeper_fd;
};

struct keeper {
	char key_file[257];
};

struct door {
	const struct settings *settings;
};

static const char *at(char out[512], const char *name)
{
	const char *folder = getenv("APONTAD_TEST_FOLDER");
	(void)snprintf(out, 512, "%s/%s", folder != NULL ? folder : "/nonexistent", name);
	return out;
}

static bool there_is(const char *word, int slot)
{
	char name[64];
	char path[512];
	(void)snprintf(name, sizeof(name), "%s.%d", word, slot);
	return access(at(path, name), F_OK) == 0;
}

static void note(const char *name, const char *format, ...) PRINTF_LIKE(2, 3);

static void note(const char *name, const char *format, ...)
{
	char path[512];
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	CLEANUP(io_close) int fd = open(at(path, name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd >= 0 && write(fd, line, (size_t)len) != len)
		abort();
}

static enum rc read_word(char *word, struct settings *settings, struct err *reterr)
{
	char *value = strchr(word, ' ');
	if (value == NULL)
		return err_set(reterr, ERR_CONFIG, "\"%s\" is bad", word);
	*value++ = '\0';
	if (strcmp(word, "workers") == 0)
		settings->workers = (int)strtol(value, NULL, 10);
	else if (strcmp(word, "database") == 0)
		(void)text_copy(text_of(value), settings->database, sizeof(settings->database));
	else if (strcmp(word, "key") == 0)
		(void)text_copy(text_of(value), settings->identities[0].key_file,
				sizeof(settings->identities[0].key_file));
	else if (strcmp(word, "second-key") == 0) {
		settings->identities[1] = settings->identities[0];
		settings->identities_count = 2;
		(void)text_copy(text_of(value), settings->identities[1].key_file,
				sizeof(settings->identities[1].key_file));
	} else if (strcmp(word, "door") == 0)
		(void)text_copy(text_of(value), settings->door.listen, sizeof(settings->door.listen));
	else if (strcmp(word, "door-key") == 0)
		(void)text_copy(text_of(value), settings->door.key_file, sizeof(settings->door.key_file));
	else if (strcmp(word, "purpose") == 0)
		(void)text_copy(text_of(value), settings->identities[0].purposes[0], 17);
	else
		return err_set(reterr, ERR_CONFIG, "\"%s\" is bad", word);
	return OK;
}

enum rc conf_read(struct arena *arena, const char *file, struct settings **ret_settings,
		  void (*told)(const struct err *err, void *context), void *context, struct err *reterr)
{
	struct text bytes;
	enum rc rc = io_read(arena, file, 4096, &bytes, reterr);
	if (rc != OK)
		return ERR_CONFIG; /* nothing told: the caller must */
	struct settings *settings = arena_alloc(arena, sizeof(*settings));
	*settings = (struct settings){.workers = 1, .poll_ms = 10, .log_priority = 7, .identities_count = 1};
	(void)text_copy(text_of("tester"), settings->identities[0].name, sizeof(settings->identities[0].name));
	(void)text_copy(text_of("cms-attached"), settings->identities[0].purposes[0], 17);
	settings->identities[0].purposes_count = 1;
	struct text line;
	int errors = 0;
	while (text_next(&bytes, '\n', &line)) {
		char word[256];
		struct err err = {0};
		if (line.len == 0 || !text_copy(line, word, sizeof(word)) || read_word(word, settings, &err) == OK)
			continue;
		told(&err, context);
		if (errors++ == 0)
			*reterr = err;
	}
	if (errors > 0)
		return ERR_CONFIG;
	*ret_settings = settings;
	return OK;
}

void conf_describe(void (*line)(const char *text, void *context), void *context)
{
	line("workers", context);
}

const struct profile *conf_profile(const struct settings *settings, const char *name)
{
	for (int i = 0; i < settings->profiles_count; i++)
		if (strcmp(settings->profiles[i].name, name) == 0)
			return &settings->profiles[i];
	return NULL;
}

const char *seal_purpose_name(enum seal_purpose purpose)
{
	static const char *const names[] = {"xml-enveloped", "xml-detached", "cms-attached", "cms-detached",
					    "jws-detached"};
	return names[purpose];
}

enum rc keeper_new(const struct seal_identity *identities, int count, struct keeper **ret_keeper, struct err *reterr)
{
	if (count < 1 || strcmp(identities[0].key_file, "wrong") == 0)
		return err_set(reterr, ERR_CONFIG, "the certificate of %s does not fit the key",
			       count > 0 ? identities[0].name : "");
	*ret_keeper = calloc(1, sizeof(**ret_keeper));
	if (*ret_keeper == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	(void)text_copy(text_of(identities[0].key_file), (*ret_keeper)->key_file, sizeof((*ret_keeper)->key_file));
	return OK;
}

void keeper_free(struct keeper *keeper)
{
	free(keeper);
}

enum rc keeper_serve(struct keeper *keeper, const int *clients, int count, int stop_fd, struct err *reterr)
{
	(void)keeper;
	note("keeper", "%d\n", (int)getpid());
	struct pollfd polls[33];
	for (int i = 0; i < count; i++)
		polls[i] = (struct pollfd){.fd = clients[i], .events = POLLIN};
	polls[count] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
	while (poll(polls, (nfds_t)count + 1, -1) >= 0 && polls[count].revents == 0) {
		for (int i = 0; i < count; i++) {
			char question[16];
			if (polls[i].revents == 0 || recv(clients[i], question, sizeof(question), 0) <= 0)
				continue;
			char answer[32];
			int len = snprintf(answer, sizeof(answer), "%d", (int)getpid());
			if (send(clients[i], answer, (size_t)len, MSG_NOSIGNAL) < 0)
				return err_set(reterr, ERR_SYSTEM, "send: %s", strerror(errno));
		}
	}
	note("keeper", "ended\n");
	return OK;
}

enum rc flow_prepare(const struct settings *settings, bool *ret_sandbox, struct err *reterr)
{
	char path[512];
	if (strcmp(settings->database, "config") == 0)
		return err_set(reterr, ERR_CONFIG, "the database is of another version");
	if (strcmp(settings->database, "integrity") == 0)
		return err_set(reterr, ERR_INTEGRITY, "the database disagrees with itself");
	if (access(at(path, "away"), F_OK) == 0)
		return err_set(reterr, ERR_TRANSIENT, "the database does not answer");
	note("prepared", "%s\n", settings->database);
	*ret_sandbox = strcmp(settings->database, "sandbox") == 0;
	return OK;
}

static void note_descriptors(int slot)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "descriptors.%d", slot);
	for (int fd = 0; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			note(name, "%d ", fd);
	note(name, "\n");
}

enum rc flow_new(const struct settings *settings, int slot, int keeper_fd, struct flow **ret_flow, struct err *reterr)
{
	struct flow *flow = calloc(1, sizeof(*flow));
	if (flow == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory");
	*flow = (struct flow){.settings = settings, .slot = slot, .keeper_fd = keeper_fd};
	if (strcmp(settings->database, "no-password") == 0) {
		free(flow);
		return err_set(reterr, ERR_NOT_FOUND, "cannot open the password");
	}
	note_descriptors(slot);
	*ret_flow = flow;
	return OK;
}

void flow_free(struct flow *flow)
{
	free(flow);
}

enum rc flow_round(struct flow *flow, int *ret_done, struct err *reterr)
{
	if (there_is("integrity", flow->slot))
		return err_set(reterr, ERR_INTEGRITY, "two records of one thing");
	if (there_is("transient", flow->slot))
		return err_set(reterr, ERR_TRANSIENT, "the database does not answer");
	if (there_is("hang", flow->slot)) {
		note("hanging", "%d\n", (int)getpid());
		for (;;)
			(void)pause();
	}
	if (there_is("slow", flow->slot)) {
		note("slow", "begun\n");
		(void)poll(NULL, 0, 300);
		note("slow", "done\n");
	}
	struct pollfd answer_poll = {.fd = flow->keeper_fd, .events = POLLIN};
	char answer[32] = "";
	if (send(flow->keeper_fd, "who", 3, MSG_NOSIGNAL | MSG_DONTWAIT) != 3 || poll(&answer_poll, 1, 200) != 1 ||
	    recv(flow->keeper_fd, answer, sizeof(answer) - 1, 0) <= 0)
		return err_set(reterr, ERR_TRANSIENT, "the keeper does not answer");
	note("rounds", "worker %d pid %d keeper %s database %s\n", flow->slot, (int)getpid(), answer,
	     flow->settings->database);
	*ret_done = 0;
	return OK;
}

enum rc sandbox_enter(enum sandbox_profile profile, struct err *reterr)
{
	(void)reterr;
	note("sandbox", "%s\n", profile == SANDBOX_DOOR ? "door" : profile == SANDBOX_WORKER ? "worker" : "keeper");
	return OK;
}

void secret_process_lock(void)
{
}

bool hook_database_is_local(const char *conninfo)
{
	(void)conninfo;
	return true;
}

/* Its descriptor is a memory file that holds how many there have been, so that a door can tell which one it has. */
enum rc door_listen(const char *address, int *ret_fd, struct err *reterr)
{
	static char made;
	if (strcmp(address, "busy") == 0)
		return err_set(reterr, ERR_SYSTEM, "cannot listen at busy");
	int fd = memfd_create("listener", MFD_CLOEXEC);
	made++;
	if (fd < 0 || write(fd, &made, 1) != 1)
		return err_set(reterr, ERR_SYSTEM, "memfd: %s", strerror(errno));
	*ret_fd = fd;
	return OK;
}

enum rc door_check(const struct settings *settings, struct err *reterr)
{
	if (settings->door.listen[0] != '\0' && strcmp(settings->door.key_file, "wrong") == 0)
		return err_set(reterr, ERR_CONFIG, "the key of the door cannot be used");
	return OK;
}

enum rc door_new(const struct settings *settings, int listen_fd, struct door **ret_door, struct err *reterr)
{
	char listener = '\0';
	struct door *door = calloc(1, sizeof(*door));
	if (door == NULL || pread(listen_fd, &listener, 1, 0) != 1)
		return err_set(reterr, ERR_SYSTEM, "there is no listener: %s", strerror(errno));
	door->settings = settings;
	note("door", "pid %d listener %d at %s database '%s' identities %d\n", (int)getpid(), listener,
	     settings->door.listen, settings->database, settings->identities_count);
	*ret_door = door;
	return OK;
}

void door_free(struct door *door)
{
	free(door);
}

enum rc door_serve(struct door *door, int stop_fd, void (*alive)(void), struct err *reterr)
{
	struct pollfd poll_stop = {.fd = stop_fd, .events = POLLIN};
	(void)door;
	(void)reterr;
	while (poll(&poll_stop, 1, 50) == 0) {
		alive();
		if (there_is("hang-door", 0)) {
			note("hanging", "%d\n", (int)getpid());
			for (;;)
				(void)pause();
		}
	}
	note("door-end", "%d\n", (int)getpid());
	return OK;
}
