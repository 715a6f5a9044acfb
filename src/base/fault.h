/* Fault points: named places where a test may kill the process, to prove that nothing is lost or sent twice.
 *
 * They do nothing until fault_arm(), which the programs call on a sandbox database only. The list is fault.def; a
 * journey walks it. Proof: tests/journey/killed_between_any_two_steps.sh */
#pragma once

#include "base/err.h"

enum fault {
#define FAULT(name) FAULT_##name,
#include "base/fault.def"
#undef FAULT
	FAULT_COUNT
};

/* Arm one point: "NAME" or "NAME:N" (the N-th passing). `token` is a file that is created when the fault fires; when
 * it exists already, the fault has had its turn and stays quiet, whichever process asks. ERR_UNKNOWN, ERR_FORMAT,
 * ERR_RANGE (the path of the token). */
MUST_CHECK enum rc fault_arm(const char *spec, const char *token, struct err *reterr);

/* Kill this process with SIGKILL here, if the test armed this point. */
void fault_point(enum fault fault);

const char *fault_name(enum fault fault);
