# Turns the SQL files into C text, so that the program carries the schema it was built for.
# Usage: awk -f embed.awk roles.sql 0001_….sql … > sql_embedded.c
function file_name(path) { sub(/.*\//, "", path); sub(/\.sql$/, "", path); return path }
BEGIN {
	print "#include \"store/schema.h\"\n"
	print "const struct schema_file schema_files[] = {"
}
FNR == 1 {
	if (NR > 1) print "\t},"
	printf "\t{\"%s\",\n", file_name(FILENAME)
}
{
	gsub(/\\/, "&&"); gsub(/"/, "\\\"")
	printf "\t \"%s\\n\"\n", $0
}
END {
	print "\t},"
	print "\t{0, 0},\n};"
}
