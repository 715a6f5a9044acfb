#!/bin/sh
# Plant each kind of breach in a small tree and see that layers.sh refuses it, and that it takes what is right.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# A tree with nothing wrong in it.
fresh_tree() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree/src/misc" "$tree/src/base" "$tree/src/domain" "$tree/src/wire" "$tree/src/store" "$tree/src/flow" \
		"$tree/src/apontasim" "$tree/schemas/sql"
	printf '/* A double is not meant by a word in a comment, nor now(). */\nint x(void);\n' >"$tree/src/domain/money.h"
	printf '#include "domain/money.h"\n\n#include <stdio.h>\n\n#include "base/err.h"\nconst char *w = "a double";\n' \
		>"$tree/src/domain/money.c"
	printf '#include <libpq-fe.h>\nconst char *q = "SELECT apontad.now()";\n' >"$tree/src/store/db.c"
	printf '#include "domain/date.h"\n#include <microhttpd.h>\n' >"$tree/src/apontasim/cra.c"
	printf 'SELECT clock_timestamp(), pg_catalog.now(); -- not now()\nSELECT apontad.now();\n' >"$tree/schemas/sql/001.sql"
}

# refused WHAT FILE LINE...: with LINEs at the end of FILE, the tree is refused and FILE is named.
refused() {
	what=$1 file=$2
	shift 2
	fresh_tree
	[ "$file" != src/domain/date.c ] || : >"$tree/src/domain/date.h"
	printf '%s\n' "$@" >>"$tree/$file"
	if out=$("$here/layers.sh" "$tree"); then
		echo "not refused: $what"
		failures=$((failures + 1))
	elif [ "$(printf '%s\n' "$out" | grep -c "^$file:")" -ne "$(printf '%s\n' "$out" | wc -l)" ]; then
		echo "refused for another reason: $what: $out"
		failures=$((failures + 1))
	fi
}

fresh_tree
if ! out=$("$here/layers.sh" "$tree"); then
	echo "a clean tree is refused: $out"
	failures=$((failures + 1))
fi

refused "an include upwards" src/domain/money.c '#include "flow/watch.h"'
refused "an include sideways" src/store/db.c '#include "wire/json.h"'
refused "the simulator reading with our reader" src/apontasim/cra.c '#include "wire/xml.h"'
refused "the simulator using our law" src/apontasim/cra.c '#include "domain/taxid.h"'
refused "an include without a folder" src/domain/money.c '#include "money.h"'
refused "libpq outside store" src/flow/watch.c '#include <libpq-fe.h>'
refused "libxml2 in domain" src/domain/money.c '#include <libxml/parser.h>'
refused "OpenSSL in the simulator" src/apontasim/cra.c '#include <openssl/evp.h>'
refused "the own header not first" src/domain/date.c '#include "base/err.h"' '#include "domain/date.h"'
refused "sprintf" src/domain/money.c 'void f(char *o) { sprintf(o, "x"); }'
refused "strcpy" src/domain/money.c 'void f(char *o) { strcpy(o, "x"); }'
refused "atoi" src/domain/money.c 'int f(char *o) { return atoi(o); }'
refused "a double" src/domain/money.c 'static double rate;'
refused "a float" src/domain/money.h 'typedef float rate;'
refused "time()" src/domain/money.c 'long f(void) { return time(NULL); }'
refused "the real-time clock" src/flow/watch.c 'int f(void) { return clock_gettime(CLOCK_REALTIME, &t); }'
refused "SQL now() in C" src/store/db.c 'const char *r = "UPDATE x SET at = now()";'
refused "SQL current_date in C" src/store/db.c 'const char *r = "SELECT current_date + 1";'
refused "SQL now() in a migration" schemas/sql/001.sql 'SELECT now();'
refused "a folder nobody knows" src/misc/util.c 'int x;'
refused "a file that is too long" src/domain/long.c "$(yes '//' | head -n 600)" 'int x;'
refused "a path of one machine" src/domain/money.c '/* see /home/someone/x */'

if [ "$failures" -gt 0 ]; then
	echo "$failures rules of layers.sh do not hold"
	exit 1
fi
echo "layers.sh refuses every breach that was planted"
