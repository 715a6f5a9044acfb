/* The rule book that comes with the program, read once. */
#pragma once

#include "domain/rule_book.h"

const struct rule_book *shipped_rules(void);
