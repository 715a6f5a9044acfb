#include "apontad/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static void drop_key_files(struct settings *settings)
{
	for (size_t i = 0; i < CONF_IDENTITIES_MAX; i++)
		explicit_bzero(settings->identities[i].key_file, sizeof(settings->identities[i].key_file));
	explicit_bzero(&settings->door, sizeof(settings->door));
}

static void keep_identities(struct settings *settings, const struct settings *from)
{
	*settings = (struct settings){.workers = from->workers, .log_priority = from->log_priority};
	settings->identities_count = from->identities_count;
	memcpy(settings->identities, from->identities, sizeof(settings->identities));
}

static bool gets_hooks(const struct settings *settings, const struct account_conf *account)
{
	const struct profile *profile = conf_profile(settings, account->profile);
	return strcmp(account->channel, "serasa") == 0 && profile != NULL && profile->bureau.way == PROFILE_WAY_REST;
}

static void keep_door(struct settings *settings, const struct settings *from)
{
	*settings = (struct settings){.workers = from->workers, .log_priority = from->log_priority, .door = from->door};
	for (int i = 0; i < from->accounts_count; i++) {
		const struct account_conf *account = &from->accounts[i];
		if (!gets_hooks(from, account))
			continue;
		struct account_conf *kept = &settings->accounts[settings->accounts_count++];
		memcpy(kept->code, account->code, sizeof(kept->code));
		memcpy(kept->channel, account->channel, sizeof(kept->channel));
		kept->bureau.hook_auth = account->bureau.hook_auth;
		memcpy(kept->bureau.hook_user, account->bureau.hook_user, sizeof(kept->bureau.hook_user));
		memcpy(kept->bureau.hook_secret_file, account->bureau.hook_secret_file,
		       sizeof(kept->bureau.hook_secret_file));
	}
}

enum rc handover_make(const struct settings *settings, enum handover to, int *ret_fd, struct err *reterr)
{
	CLEANUP(io_close) int fd = memfd_create("settings", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || ftruncate(fd, (off_t)sizeof(struct settings)) != 0)
		return err_set(reterr, ERR_SYSTEM, "cannot make a file for the settings: %s", strerror(errno));
	struct settings *copy = mmap(NULL, sizeof(*copy), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (copy == MAP_FAILED)
		return err_set(reterr, ERR_SYSTEM, "cannot map the settings: %s", strerror(errno));
	switch (to) {
	case HANDOVER_KEEPER: keep_identities(copy, settings); break;
	case HANDOVER_DOOR: keep_door(copy, settings); break;
	case HANDOVER_WORKER:
		*copy = *settings;
		drop_key_files(copy);
		break;
	}
	if (munmap(copy, sizeof(*copy)) != 0 || fcntl(fd, F_ADD_SEALS, SEALS) != 0)
		return err_set(reterr, ERR_SYSTEM, "cannot seal the settings: %s", strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return OK;
}

enum rc handover_take(int fd, const struct settings **ret_settings, struct err *reterr)
{
	struct stat status;
	if (fcntl(fd, F_GET_SEALS) != SEALS || fstat(fd, &status) != 0 ||
	    status.st_size != (off_t)sizeof(struct settings))
		return err_set(reterr, ERR_INTEGRITY,
			       "descriptor %d holds no sealed settings: seats are taken by children of apontad only",
			       fd);
	const struct settings *settings = mmap(NULL, sizeof(*settings), PROT_READ, MAP_SHARED, fd, 0);
	if (settings == MAP_FAILED)
		return err_set(reterr, ERR_SYSTEM, "cannot map the settings: %s", strerror(errno));
	(void)close(fd);
	*ret_settings = settings;
	return OK;
}
