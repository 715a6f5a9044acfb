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

/* Memory that is never executable, fstat() in the form that glibc asks it, and files as the profile says. */
static enum rc add_keeper_conditions(scmp_filter_ctx filter, bool may_create, struct err *reterr)
{
	const uint32_t deny = SCMP_ACT_ERRNO(EPERM);
	const uint64_t new_file = O_CREAT | O_EXCL;
	const struct {
		const char *name;
		uint32_t action;
		struct scmp_arg_cmp condition;
	} rules[] = {
		{"mmap", SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
		{"mprotect", SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
		{"newfstatat", SCMP_ACT_ALLOW, SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)},
		{"newfstatat", deny, SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)},
		{"openat", may_create ? SCMP_ACT_ALLOW : deny, SCMP_A2(SCMP_CMP_MASKED_EQ, new_file, new_file)},
		{"openat", deny, SCMP_A2(SCMP_CMP_MASKED_EQ, O_CREAT, 0)},
		{"openat", deny, SCMP_A2(SCMP_CMP_MASKED_EQ, new_file, O_CREAT)},
	};
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		int call = seccomp_syscall_resolve_name(rules[i].name);
		if (call == __NR_SCMP_ERROR)
			continue;
		int result = seccomp_rule_add(filter, rules[i].action, call, 1, rules[i].condition);
		if (result != 0)
			return failed(reterr, rules[i].name, result);
	}
	return OK;
}

static enum rc build(scmp_filter_ctx filter, enum sandbox_profile profile, struct err *reterr)
{
	/* All threads at once, or none: a filter that only some obey is no filter. */
	int result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (result != 0)
		return failed(reterr, "threads", result);
	if (profile == SANDBOX_WORKER)
		return add_calls(filter, SCMP_ACT_ERRNO(EPERM), worker_denied_calls, ARRAY_LEN(worker_denied_calls),
				 reterr);
	enum rc rc = add_calls(filter, SCMP_ACT_ALLOW, keeper_calls, ARRAY_LEN(keeper_calls), reterr);
	if (rc == OK)
		rc = add_calls(filter, SCMP_ACT_ERRNO(EPERM), keeper_soft_calls, ARRAY_LEN(keeper_soft_calls), reterr);
	if (rc == OK)
		rc = add_keeper_conditions(filter, profile == SANDBOX_KEEPER_FAULTS, reterr);
	return rc;
}

enum rc sandbox_enter(enum sandbox_profile profile, struct err *reterr)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed(reterr, "no new privileges", -errno);
	CLEANUP(filter_cleanup)
	scmp_filter_ctx filter = seccomp_init(profile == SANDBOX_WORKER ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return err_set(reterr, ERR_NO_MEMORY, "no memory for a sandbox");
	enum rc rc = build(filter, profile, reterr);
	if (rc != OK)
		return rc;
	int result = seccomp_load(filter);
	return result == 0 ? OK : failed(reterr, "filter", result);
}

#endif
