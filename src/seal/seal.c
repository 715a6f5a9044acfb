#include "seal/seal.h"

const char *seal_purpose_name(enum seal_purpose purpose)
{
	static const char *const names[SEAL_PURPOSE_COUNT] = {
		[SEAL_XML_ENVELOPED] = "xml-enveloped",
		[SEAL_XML_DETACHED] = "xml-detached",
		[SEAL_CMS_ATTACHED] = "cms-attached",
		[SEAL_CMS_DETACHED] = "cms-detached",
	};
	return (unsigned)purpose < SEAL_PURPOSE_COUNT ? names[purpose] : "unknown";
}
