#include "apontad/sandbox.h"

#include "config.h"

#ifdef WITH_SANITIZERS

enum rc sandbox_enter(enum sandbox_profile profile, struct err *reterr)
{
	(void)profile;
	(void)reterr;
	return OK;
}

#else

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* Names, not numbers: a call that this machine's architecture or library does not know is passed over. */
/* clang-format off */
static const char *const keeper_calls[] = {
	/* its sockets, its stop descriptor, its log */
	"poll", "ppoll", "read", "recvmsg", "sendmsg", "write", "writev",
	/* memory files of documents, in and out */
	"close", "fcntl", "fstat", "ftruncate", "lseek", "memfd_create", "munmap",
	/* memory */
	"brk", "madvise", "mlock", "mremap", "munlock",
	/* time for the log and random numbers for ECDSA; sysinfo is glibc's qsort asking how much memory there is */
	"clock_gettime", "getrandom", "gettimeofday", "sysinfo", "time",
	/* itself, its signals and its end; tgkill is raise() and abort() */
	"exit", "exit_group", "futex", "getpid", "gettid", "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask",
	"rt_sigreturn", "sched_yield", "tgkill",
};

/* What OpenSSL, libxml2, glibc (iconv, time zones) and libsystemd try when they may, and do without. */
static const char *const keeper_soft_calls[] = {
	"access", "faccessat", "faccessat2", "lstat", "open", "prlimit64", "readlink", "readlinkat",
	"sched_getaffinity", "socket", "stat", "statx", "uname",
};

/* Besides what the keeper may: taking calls in, and talking to the database. */
static const char *const door_calls[] = {
	/* connections, in both directions; where to is for the unit's address list */
	"accept", "accept4", "connect", "getpeername", "getsockname", "getsockopt", "recvfrom", "sendto", "setsockopt",
	"shutdown",
	/* waiting for them */
	"epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "readv",
	/* who and where it is: libpq, GnuTLS */
	"getegid", "geteuid", "getgid", "getrusage", "getuid", "uname",
};

/* No files: libraries ask for many, and do without one that is not there; "not permitted" would be an error to some. */
static const char *const door_missing_calls[] = {
	"access", "faccessat", "faccessat2", "lstat", "open", "openat", "readlink", "readlinkat", "stat", "statx",
};

static const char *const door_killing_calls[] = {
	"execve", "execveat", "fork", "process_vm_readv", "process_vm_writev", "ptrace", "vfork",
};

static const char *const worker_denied_calls[] = {
	/* other programs */
	"execve", "execveat",
	/* calls from outside */
	"accept", "accept4", "listen",
	/* other processes */
	"kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace",
	/* the file system as others see it */
	"chroot", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree",
	"pivot_root", "swapoff", "swapon", "umount", "umount2",
	/* other users */
	"setfsgid", "setfsgid32", "setfsuid", "setfsuid32", "setgid", "setgid32", "setgroups", "setgroups32", "setregid",
	"setregid32", "setresgid", "setresgid32", "setresuid", "setresuid32", "setreuid", "setreuid32", "setuid",
	"setuid32", "capset",
	/* other rooms */
	"setns", "unshare",
	/* the kernel and the machine */
	"acct", "add_key", "bpf", "delete_module", "finit_module", "init_module", "ioperm", "iopl", "io_uring_enter",
	"io_uring_register", "io_uring_setup", "kexec_file_load", "kexec_load", "keyctl", "perf_event_open", "quotactl",
	"reboot", "request_key", "setdomainname", "sethostname", "settimeofday", "clock_settime", "clock_adjtime",
	"adjtimex", "userfaultfd",
};
/* clang-format on */

static void filter_cleanup(scmp_filter_ctx *filter)
{
	if (*filter != NULL)
		seccomp_release(*filter);
	*filter = NULL;
}

static enum rc failed(struct err *reterr, const char *what, int negative_errno)
{
	return err_set(reterr, ERR_SYSTEM, "the sandbox cannot be closed: %s: %s", what, strerror(-negative_errno));
}

/* Rules for a table of calls. */
static enum rc add_calls(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count,
			 struct err *reterr)
{
	for (size_t i = 0; i < count; i++) {
		int call = seccomp_syscall_resolve_name(names[i]);
		if (call == __NR_SCMP_ERROR)
			continue;
		int result = seccomp_rule_add(filter, action, call, 0);
		if (result != 0)
			return failed(reterr, names[i], result);
	}
	return OK;
}

struct conditional {
	const char *name;
	uint32_t action;
	struct scmp_arg_cmp condition;
};

static enum rc add_conditions(scmp_filter_ctx filter, const struct conditional *rules, size_t count, struct err *reterr)
{
	for (size_t i = 0; i < count; i++) {
		int call = seccomp_syscall_resolve_name(rules[i].name);
		if (call == __NR_SCMP_ERROR)
			continue;
		int result = seccomp_rule_add(filter, rules[i].action, call, 1, rules[i].condition);
		if (result != 0)
			return failed(reterr, rules[i].name, result);
	}
	return OK;
}

/* Memory that is never executable, and fstat() in the form that glibc asks it. */
static enum rc add_common_conditions(scmp_filter_ctx filter, struct err *reterr)
{
	const struct conditional rules[] = {
		{"mmap", SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
		{"mprotect", SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
		{"newfstatat", SCMP_ACT_ALLOW, SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)},
	};
	return add_conditions(filter, rules, ARRAY_LEN(rules), reterr);
}

/* Files as the profile says. */
static enum rc add_keeper_conditions(scmp_filter_ctx filter, bool may_create, struct err *reterr)
{
	const uint32_t deny = SCMP_ACT_ERRNO(EPERM);
	const uint64_t new_file = O_CREAT | O_EXCL;
	const struct conditional rules[] = {
		{"newfstatat", deny, SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)},
		{"openat", may_create ? SCMP_ACT_ALLOW : deny, SCMP_A2(SCMP_CMP_MASKED_EQ, new_file, new_file)},
		{"openat", deny, SCMP_A2(SCMP_CMP_MASKED_EQ, O_CREAT, 0)},
		{"openat", deny, SCMP_A2(SCMP_CMP_MASKED_EQ, new_file, O_CREAT)},
	};
	return add_conditions(filter, rules, ARRAY_LEN(rules), reterr);
}

/* No file by stat() either; new sockets to the database, and to the journal. */
static enum rc add_door_conditions(scmp_filter_ctx filter, bool by_tcp, struct err *reterr)
{
	const struct conditional rules[] = {
		{"newfstatat", SCMP_ACT_ERRNO(ENOENT), SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)},
		{"socket", SCMP_ACT_ALLOW, SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0)},
		{"socket", SCMP_ACT_ALLOW, SCMP_A0(SCMP_CMP_EQ, AF_INET, 0)},
		{"socket", SCMP_ACT_ALLOW, SCMP_A0(SCMP_CMP_EQ, AF_INET6, 0)},
	};
	return add_conditions(filter, rules, by_tcp ? ARRAY_LEN(rules) : 2, reterr);
}

static enum rc build_door(scmp_filter_ctx filter, bool by_tcp, struct err *reterr)
{
	enum rc rc = add_calls(filter, SCMP_ACT_ALLOW, keeper_calls, ARRAY_LEN(keeper_calls), reterr);
	if (rc == OK)
		rc = add_calls(filter, SCMP_ACT_ALLOW, door_calls, ARRAY_LEN(door_calls), reterr);
	if (rc == OK)
		rc = add_calls(filter, SCMP_ACT_ERRNO(ENOENT), door_missing_calls, ARRAY_LEN(door_missing_calls),
			       reterr);
	if (rc == OK)
		rc = add_calls(filter, SCMP_ACT_KILL_PROCESS, door_killing_calls, ARRAY_LEN(door_killing_calls),
			       reterr);
	if (rc == OK)
		rc = add_common_conditions(filter, reterr);
	return rc == OK ? add_door_conditions(filter, by_tcp, reterr) : rc;
}

static enum rc build_keeper(scmp_filter_ctx filter, bool may_create, struct err *reterr)
{
	enum rc rc = add_calls(filter, SCMP_ACT_ALLOW, keeper_calls, ARRAY_LEN(keeper_calls), reterr);
	if (rc == OK)
		rc = add_calls(filter, SCMP_ACT_ERRNO(EPERM), keeper_soft_calls, ARRAY_LEN(keeper_soft_calls), reterr);
	if (rc == OK)
		rc = add_common_conditions(filter, reterr);
	return rc == OK ? add_keeper_conditions(filter, may_create, reterr) : rc;
}

static enum rc build(scmp_filter_ctx filter, enum sandbox_profile profile, struct err *reterr)
{
	/* All threads at once, or none: a filter that only some obey is no filter. */
	int result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (result != 0)
		return failed(reterr, "threads", result);
	switch (profile) {
	case SANDBOX_WORKER:
		return add_calls(filter, SCMP_ACT_ERRNO(EPERM), worker_denied_calls, ARRAY_LEN(worker_denied_calls),
				 reterr);
	case SANDBOX_KEEPER:
	case SANDBOX_KEEPER_FAULTS: return build_keeper(filter, profile == SANDBOX_KEEPER_FAULTS, reterr);
	case SANDBOX_DOOR:
	case SANDBOX_DOOR_TCP: return build_door(filter, profile == SANDBOX_DOOR_TCP, reterr);
	}
	return err_set(reterr, ERR_SYSTEM, "there is no such sandbox");
}

/* What becomes of a call that no table names. */
static uint32_t default_action(enum sandbox_profile profile)
{
	switch (profile) {
	case SANDBOX_WORKER: return SCMP_ACT_ALLOW;
	case SANDBOX_DOOR:
	case SANDBOX_DOOR_TCP: return SCMP_ACT_ERRNO(EPERM);
	default: return SCMP_ACT_KILL_PROCESS;
	}
}

enum rc sandbox_enter(enum sandbox_profile profile, struct err *reterr)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed(reterr, "no new privileges", -errno);
	CLEANUP(filter_cleanup)
	scmp_filter_ctx filter = seccomp_init(default_action(profile));
	if (filter == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a sandbox");
	enum rc rc = build(filter, profile, reterr);
	if (rc != OK)
		return rc;
	int result = seccomp_load(filter);
	return result == 0 ? OK : failed(reterr, "filter", result);
}

#endif
