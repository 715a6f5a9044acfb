#include "apontad/identities.h"

#include <string.h>

#include "seal/keeper.h"

static enum rc take_purposes(const struct identity_conf *conf, unsigned *ret_purposes, struct err *reterr)
{
	unsigned purposes = 0;
	for (int i = 0; i < conf->purposes_count; i++) {
		enum seal_purpose purpose = 0;
		while (purpose < SEAL_PURPOSE_COUNT && strcmp(seal_purpose_name(purpose), conf->purposes[i]) != 0)
			purpose++;
		if (purpose == SEAL_PURPOSE_COUNT)
			return err_set_at(reterr, ERR_CONFIG, conf->name, "purposes", "there is no purpose \"%s\"",
					  conf->purposes[i]);
		purposes |= 1u << purpose;
	}
	*ret_purposes = purposes;
	return OK;
}

enum rc identities_take(const struct settings *settings, struct seal_identity *out, struct err *reterr)
{
	for (int i = 0; i < settings->identities_count; i++) {
		const struct identity_conf *conf = &settings->identities[i];
		struct seal_identity *identity = &out[i];
		enum rc rc = take_purposes(conf, &identity->purposes, reterr);
		if (rc != OK)
			return rc;
		if (!text_copy(text_of(conf->name), identity->name, sizeof(identity->name)) ||
		    !text_copy(text_of(conf->certificate_file), identity->certificate_file,
			       sizeof(identity->certificate_file)) ||
		    !text_copy(text_of(conf->key_file), identity->key_file, sizeof(identity->key_file)))
			return err_set_at(reterr, ERR_CONFIG, conf->name, NULL, "a path is longer than %zu bytes",
					  sizeof(identity->key_file) - 1);
	}
	return OK;
}

enum rc identities_check(const struct settings *settings, void (*told)(const struct err *err, void *context),
			 void *context, struct err *reterr)
{
	struct seal_identity identities[CONF_IDENTITIES_MAX];
	struct err first = {0};
	if (identities_take(settings, identities, &first) != OK) {
		told(&first, context);
	} else {
		/* One by one, because all errors are wanted. */
		for (int i = 0; i < settings->identities_count; i++) {
			struct err err = {0};
			struct keeper *keeper = NULL;
			if (keeper_new(&identities[i], 1, &keeper, &err) != OK) {
				told(&err, context);
				first = first.code == OK ? err : first;
			}
			keeper_free(keeper);
		}
	}
	if (first.code != OK && reterr != NULL)
		*reterr = first;
	return first.code;
}
