#include "apontasim/common/document.h"

#include <stddef.h>
#include <string.h>

/* The weights run 2, 3, 4 … from the right and, for a CNPJ, start again after 9. */
static char check_digit(const char *characters, int count, int weight_max)
{
	int sum = 0;
	int weight = 2;
	for (int i = count - 1; i >= 0; i--) {
		sum += (characters[i] - '0') * weight;
		weight = weight == weight_max ? 2 : weight + 1;
	}
	int rest = sum % 11;
	return (char)(rest < 2 ? '0' : '0' + 11 - rest);
}

static bool all_same(const char *text)
{
	return strspn(text, (const char[]){text[0], '\0'}) == strlen(text);
}

bool document_is_cpf(const char *digits)
{
	if (strlen(digits) != 11 || strspn(digits, "0123456789") != 11 || all_same(digits))
		return false;
	return check_digit(digits, 9, 11) == digits[9] && check_digit(digits, 10, 11) == digits[10];
}

bool document_is_cnpj(const char *digits)
{
	if (strlen(digits) != 14 || strspn(digits, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 14 ||
	    strspn(digits + 12, "0123456789") != 2 || all_same(digits))
		return false;
	return check_digit(digits, 12, 9) == digits[12] && check_digit(digits, 13, 9) == digits[13];
}
