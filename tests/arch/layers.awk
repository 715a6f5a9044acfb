# The rules of the house as tables, and the program that looks for breaches. Called by layers.sh with the files as
# arguments, their paths relative to the top. Prints one line a breach: FILE:LINE: RULE.

BEGIN {
	# Who may include whom. A folder may always include itself.
	may["base"] = ""
	may["domain"] = "base"
	may["wire"] = may["seal"] = may["store"] = may["link"] = may["conf"] = "domain base"
	may["channel"] = "wire link seal conf domain base"
	may["evidence"] = "wire link seal store conf domain base"
	may["flow"] = "channel evidence wire link seal store conf domain base"
	may["door"] = "channel evidence wire link seal store conf domain base"
	may["apontad"] = "flow door channel evidence wire link seal store conf domain base"
	may["apontactl"] = "flow door channel evidence wire link seal store conf domain base"
	may["apontasim"] = "base"
	# The counterparty shares no reading of the formats with us; dates are arithmetic.
	may_file["apontasim"] = "domain/date.h domain/calendar.h"

	# Outside libraries by the start of the header's name, and the folders that meet them.
	met_in["libxml/"] = "wire seal apontasim"
	met_in["jansson.h"] = "wire"
	met_in["hpdf"] = "wire"
	met_in["xmlsec/"] = "seal"
	met_in["openssl/"] = "seal"
	met_in["libpq"] = "store"
	met_in["postgres"] = "store"
	met_in["curl/"] = "link apontasim"
	met_in["libconfig.h"] = "conf"
	met_in["microhttpd.h"] = "door apontasim"
	met_in["seccomp.h"] = "apontad"
	met_in["systemd/"] = "base"
	met_in["cmocka.h"] = ""

	# Files that may ask the wall clock, and why.
	clock["src/base/log.c"] = "the time of a log line"
	clock["src/apontactl/cmd_simulate.c"] = "the day from which a simulation without a database starts, unless told"
	split(CLOCK_FILES, extra, " ")
	for (i in extra)
		clock[extra[i]] = "self-test"

	lines_max = 600
}

function breach(rule) {
	print FILENAME ":" FNR ": " rule
	breaches++
}

function has_word(list, word) {
	return index(" " list " ", " " word " ") > 0
}

function check_include(line,    header, folder, start) {
	if (line ~ /^[ \t]*#[ \t]*include[ \t]*"/) {
		header = line
		sub(/^[^"]*"/, "", header)
		sub(/".*/, "", header)
		if (header == "config.h")
			return
		if (!first_quoted) {
			first_quoted = header
			first_quoted_line = FNR
		}
		if (header !~ /\//) {
			breach("\"" header "\" does not name its folder")
			return
		}
		folder = header
		sub(/\/.*/, "", folder)
		if (folder != here && !has_word(may[here], folder) && !has_word(may_file[here], header))
			breach(here " includes " header ": folders depend downwards only")
	} else if (line ~ /^[ \t]*#[ \t]*include[ \t]*</) {
		header = line
		sub(/^[^<]*</, "", header)
		sub(/>.*/, "", header)
		for (start in met_in)
			if (index(header, start) == 1 && !has_word(met_in[start], here))
				breach("<" header "> is met in " (met_in[start] == "" ? "tests" : met_in[start]) " only")
	}
}

# The line without comments, and without the inside of strings when `bare`. Keeps `in_comment` from line to line.
function strip(line, bare,    out, at, c, quote) {
	out = ""
	while (line != "") {
		if (in_comment) {
			at = index(line, "*/")
			if (!at)
				return out
			line = substr(line, at + 2)
			in_comment = 0
			continue
		}
		if (!match(line, /["'\/]/))
			return out line
		out = out substr(line, 1, RSTART - 1)
		c = substr(line, RSTART, 1)
		line = substr(line, RSTART)
		if (substr(line, 1, 2) == "/*") {
			in_comment = 1
			line = substr(line, 3)
		} else if (substr(line, 1, 2) == "//") {
			return out
		} else if (c == "/") {
			out = out c
			line = substr(line, 2)
		} else {
			quote = c == "\"" ? "^\"([^\"\\\\]|\\\\.)*\"" : "^'([^'\\\\]|\\\\.)*'"
			if (!match(line, quote))
				return out line
			out = out (bare ? c c : substr(line, 1, RLENGTH))
			line = substr(line, RLENGTH + 1)
		}
	}
	return out
}

function check_words(bare,    padded) {
	padded = " " bare " "
	if (match(padded, /[^A-Za-z0-9_](sprintf|vsprintf|strcpy|stpcpy|strcat|strncat|gets|atoi|atol|atoll|atof|strtok|alloca)[ \t]*\(/))
		breach("calls " substr(padded, RSTART + 1, RLENGTH - 2) ": not in this house")
	if (match(padded, /[^A-Za-z0-9_](float|double)[^A-Za-z0-9_]/))
		breach("floating point: money and time are whole numbers here")
	if (FILENAME in clock)
		return
	if (padded ~ /[^A-Za-z0-9_.>](time|gettimeofday|ftime)[ \t]*\(/ || padded ~ /CLOCK_REALTIME/)
		breach("asks the wall clock: business time comes from apontad.now()")
}

function check_sql(line) {
	line = tolower(" " line)
	if (line ~ /[^a-z_.](now|statement_timestamp|transaction_timestamp|timeofday)\(\)/ ||
	    line ~ /[^a-z_.](current_date|current_timestamp|current_time|localtimestamp|localtime)[^a-z_(]/)
		breach("SQL asks the wall clock: business time is apontad.now(); what is about machines says " \
			"clock_timestamp() or pg_catalog.now()")
}

function check_place(line) {
	if ((" " line) ~ /[^A-Za-z0-9_.}]\/(work|home|root)\/[A-Za-z]/)
		breach("names a folder of somebody's machine")
	if (line ~ /(shared|facts)\/[a-z]+\.md/)
		breach("refers to a file that is not in the project")
}

function end_of_file() {
	if (file == "")
		return
	if (file ~ /\.(c|h|sql|sh|awk)$/ && file_lines > lines_max) {
		print file ":" file_lines ": longer than " lines_max " lines: it is asking to become two"
		breaches++
	}
	if (own_header != "" && first_quoted != own_header) {
		print file ":" first_quoted_line ": \"" own_header "\" must be the first include"
		breaches++
	}
}

FNR == 1 {
	end_of_file()
	file = FILENAME
	here = ""
	own_header = first_quoted = ""
	first_quoted_line = 1
	in_comment = 0
	if (file ~ /^src\/[a-z]+\//) {
		here = file
		sub(/^src\//, "", here)
		sub(/\/.*/, "", here)
		if (!(here in may))
			breach("nobody has said what the folder " here " may include")
	}
	if (here != "" && file ~ /\.c$/) {
		header = file
		sub(/\.c$/, ".h", header)
		if (has_word(HEADERS, header))
			own_header = substr(header, 5)
	}
}

{
	file_lines = FNR
	check_place($0)
}

here != "" && FILENAME ~ /\.(c|h|def)$/ {
	was_in_comment = in_comment
	if (!in_comment)
		check_include($0)
	check_words(strip($0, 1))
	if (index($0, "\"") > 0) {
		in_comment_after = in_comment
		in_comment = was_in_comment
		code = strip($0, 0)
		in_comment = in_comment_after
		if (here != "apontasim" && index(code, "\"") > 0)
			check_sql(code)
	}
}

FILENAME ~ /^schemas\/.*\.sql$/ {
	line = $0
	sub(/--.*/, "", line)
	check_sql(line)
}

END {
	end_of_file()
	exit breaches > 0
}
