#pragma once

// Without ICU's headers, which are other ones than those that Foundation brings. They only add two members at the end of
// a struct that nobody here looks into.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlreader.h>
#include <libxml/HTMLparser.h>
