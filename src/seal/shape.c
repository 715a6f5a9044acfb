#include "seal/shape.h"

#include <string.h>

#include "seal/algorithm.h"
#include "seal/tree.h"

#define FILE_NAME_BYTES_MAX 100

/* Walks the children of one element with a sticky error. */
struct cursor {
	xmlNodePtr parent;
	xmlNodePtr at;
	enum rc rc;
	struct err *err;
};

static struct cursor enter(xmlNodePtr parent, struct err *err)
{
	xmlNodePtr first = parent != NULL ? tree_next_element(parent->children) : NULL;
	return (struct cursor){parent, first, parent != NULL ? OK : ERR_INTEGRITY, err};
}

static const char *name_of(const xmlNode *node)
{
	return node != NULL ? (const char *)node->name : "nothing";
}

static void wrong(struct cursor *cursor, const char *wanted)
{
	if (cursor->rc == OK)
		cursor->rc = err_set(cursor->err, ERR_INTEGRITY, "the signature's %s has %s where %s belongs",
				     name_of(cursor->parent), name_of(cursor->at), wanted);
}

/* The next child, which must be ds:`name`. NULL after an error. */
static xmlNodePtr take(struct cursor *cursor, const char *name)
{
	xmlNodePtr node = cursor->at;
	if (cursor->rc == OK && !tree_is_dsig(node, name))
		wrong(cursor, name);
	if (cursor->rc != OK)
		return NULL;
	cursor->at = tree_next_element(node->next);
	return node;
}

static void leave(struct cursor *cursor)
{
	if (cursor->rc == OK && cursor->at != NULL)
		wrong(cursor, "its end");
}

static const char *attribute(struct arena *arena, xmlNodePtr node, const char *name)
{
	xmlChar *value = node != NULL ? xmlGetNoNsProp(node, (const xmlChar *)name) : NULL;
	const char *copy = value != NULL ? arena_text(arena, text_of((const char *)value)) : NULL;
	xmlFree(value);
	return copy;
}

/* An element that has nothing but Algorithm="uri". */
static void take_algorithm(struct arena *arena, struct cursor *cursor, const char *name, const char *uri)
{
	xmlNodePtr node = take(cursor, name);
	if (node == NULL)
		return;
	const char *found = attribute(arena, node, "Algorithm");
	if (found == NULL || strcmp(found, uri) != 0)
		cursor->rc =
			err_set(cursor->err, ERR_INTEGRITY, "the signature's %s is \"%.120s\"; only \"%s\" is taken",
				name, found != NULL ? found : "", uri);
	else if (tree_next_element(node->children) != NULL)
		cursor->rc =
			err_set(cursor->err, ERR_INTEGRITY, "the signature's %s has parameters; none are taken", name);
}

bool shape_is_file_name(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t len = strlen(name);
	return len > 0 && len <= FILE_NAME_BYTES_MAX && name[0] != '.' && name[0] != '-' &&
	       strspn(name, allowed) == len;
}

static enum rc read_reference(struct arena *arena, xmlNodePtr reference, struct shape *shape, struct err *reterr)
{
	shape->reference = attribute(arena, reference, "URI");
	if (shape->reference == NULL)
		return err_set(reterr, ERR_INTEGRITY, "the signature's Reference says not what it refers to");
	shape->detached = shape->reference[0] != '\0';
	if (shape->detached && !shape_is_file_name(shape->reference))
		return err_set(
			reterr, ERR_INTEGRITY,
			"the signature refers to \"%.120s\"; only the whole document or a plain file name is taken",
			shape->reference);
	struct cursor in = enter(reference, reterr);
	if (!shape->detached) {
		struct cursor transforms = enter(take(&in, "Transforms"), reterr);
		if (in.rc != OK)
			return in.rc;
		take_algorithm(arena, &transforms, "Transform", ALGORITHM_ENVELOPED_URI);
		take_algorithm(arena, &transforms, "Transform", ALGORITHM_C14N_URI);
		leave(&transforms);
		if (transforms.rc != OK)
			return transforms.rc;
	}
	take_algorithm(arena, &in, "DigestMethod", ALGORITHM_DIGEST_URI);
	(void)take(&in, "DigestValue");
	leave(&in);
	return in.rc;
}

static enum rc read_signed_info(struct arena *arena, xmlNodePtr info, struct shape *shape, struct err *reterr)
{
	struct cursor in = enter(info, reterr);
	take_algorithm(arena, &in, "CanonicalizationMethod", ALGORITHM_C14N_URI);
	xmlNodePtr method = take(&in, "SignatureMethod");
	xmlNodePtr reference = take(&in, "Reference");
	leave(&in);
	if (in.rc != OK)
		return in.rc;
	shape->signature_method = attribute(arena, method, "Algorithm");
	if (shape->signature_method == NULL || tree_next_element(method->children) != NULL)
		return err_set(reterr, ERR_INTEGRITY,
			       "the signature's SignatureMethod names no algorithm or has parameters");
	return read_reference(arena, reference, shape, reterr);
}

static enum rc read_key_info(xmlNodePtr key_info, struct shape *shape, struct err *reterr)
{
	struct cursor in = enter(key_info, reterr);
	do {
		xmlNodePtr data = take(&in, "X509Data"); /* a KeyValue or a RetrievalMethod ends here */
		if (data == NULL)
			return in.rc;
		for (xmlNodePtr node = tree_next_element(data->children); node != NULL;
		     node = tree_next_element(node->next)) {
			if (!tree_is_dsig(node, "X509Certificate"))
				continue; /* names and numbers of certificates say nothing that the certificate does not
					   */
			if (shape->certificate_count == SHAPE_CERTIFICATES_MAX)
				return err_set(reterr, ERR_INTEGRITY, "the signature brings more than %d certificates",
					       SHAPE_CERTIFICATES_MAX);
			shape->certificates[shape->certificate_count++] = node;
		}
	} while (in.at != NULL);
	if (shape->certificate_count == 0)
		return err_set(reterr, ERR_INTEGRITY, "the signature brings no certificate, so nobody has signed it");
	return OK;
}

enum rc shape_read(struct arena *arena, xmlNodePtr signature, struct shape *ret_shape, struct err *reterr)
{
	struct shape shape = {0};
	struct cursor in = enter(signature, reterr);
	xmlNodePtr info = take(&in, "SignedInfo");
	(void)take(&in, "SignatureValue");
	xmlNodePtr key_info = take(&in, "KeyInfo");
	leave(&in);
	if (in.rc != OK)
		return in.rc;
	enum rc rc = read_signed_info(arena, info, &shape, reterr);
	if (rc == OK)
		rc = read_key_info(key_info, &shape, reterr);
	if (rc == OK && arena_failed(arena))
		rc = err_set(reterr, ERR_NO_MEMORY, "no memory to read a signature");
	if (rc == OK)
		*ret_shape = shape;
	return rc;
}
