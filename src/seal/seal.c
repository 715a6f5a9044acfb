#include "seal/seal.h"

const char *seal_purpose_name(enum seal_purpose purpose)
{
	static const char *const names[SEAL_PURPOSE_COUNT] = {
		[SEAL_XML_ENVELOPED] = "xml-enveloped", [SEAL_XML_DETACHED] = "xml-detached",
		[SEAL_CMS_ATTACHED] = "cms-attached",   [SEAL_CMS_DETACHED] = "cms-detached",
		[SEAL_JWS_DETACHED] = "jws-detached",
	};
	return (unsigned)purpose < SEAL_PURPOSE_COUNT ? names[purpose] : "unknown";
}

const char *seal_jws_name(enum jws_algorithm algorithm)
{
	static const char *const names[JWS_ALGORITHM_COUNT] = {[JWS_PS256] = "PS256", [JWS_RS256] = "RS256"};
	return (unsigned)algorithm < JWS_ALGORITHM_COUNT ? names[algorithm] : "unknown";
}
