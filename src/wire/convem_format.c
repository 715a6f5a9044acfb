#include "wire/convem_format.h"

#include "wire/convem.h"

static struct columns_format columns_of(const struct convem_file *file, const char *name)
{
	return (struct columns_format){.name = name,
				       .shape = "600",
				       .width = CONVEM_WIDTH,
				       .layouts = file->layouts,
				       .layout_of = file->layout_of};
}

static void print_layouts(const struct convem_file *file, struct buf *out)
{
	for (const struct layout *const *layout = file->layouts; *layout != NULL; layout++) {
		if (layout != file->layouts)
			buf_putc(out, '\n');
		layout_print(*layout, convem_kind_names, out);
	}
}

#define FORMAT(function, spelled, file, way)                                                                           \
	enum rc function##_decode(struct arena *arena, struct text bytes, struct text *ret_json, struct err *reterr)   \
	{                                                                                                              \
		const struct columns_format format = columns_of(&(file), spelled);                                     \
		return columns_decode(&format, arena, bytes, ret_json, reterr);                                        \
	}                                                                                                              \
	enum rc function##_encode(struct arena *arena, struct text json, struct text *ret_bytes, struct err *reterr)   \
	{                                                                                                              \
		const struct columns_format format = columns_of(&(file), spelled);                                     \
		return columns_encode(&format, arena, json, ret_bytes, reterr);                                        \
	}                                                                                                              \
	enum rc function##_check(struct arena *arena, struct text bytes, struct report *report, struct err *reterr)    \
	{                                                                                                              \
		return convem_check(arena, &(file), way, bytes, report, reterr);                                       \
	}                                                                                                              \
	void function##_layout(struct buf *out)                                                                        \
	{                                                                                                              \
		print_layouts(&(file), out);                                                                           \
	}

FORMAT(convem04, "convem04", convem04, CONVEM_SENT)
FORMAT(convem04_return, "convem04-return", convem04, CONVEM_RETURNED)
FORMAT(convem01, "convem01", convem01, CONVEM_EITHER)
