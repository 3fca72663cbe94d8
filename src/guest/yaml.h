/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changing single values in a YAML or JSON text. Only they are written anew,
 * in double quotes, which both know: all else, comments too, stays byte for
 * byte. (A MAC address of digits alone would be a number without quotes.)
 */
#ifndef GUEST_YAML_H
#define GUEST_YAML_H

#include "base/err.h"

#include <stdbool.h>

/* One value. Keys are "" where there is none, as at the top. */
struct yaml_value {
    const char *key;   /* it, or the list that it is in, has this key in ... */
    const char *above; /* ... a mapping of this key */
    bool top;          /* key is one of the document's own */
    const char *text;
};

/* The new text for a value, to be freed; NULL: it stays. */
typedef char *yaml_change(const struct yaml_value *value, void *data);

/* The text with the changed values, to be freed; NULL with an error that names
 * the line when it cannot be parsed. */
char *yaml_rewrite(const char *text, yaml_change *change, void *data,
                   struct err *err);

/* Give a key of the document's own that value, whether it is there or not. An
 * empty text is a document without keys. */
char *yaml_set(const char *text, const char *key, const char *value,
               struct err *err);

/* A value as it is written: in double quotes. To be freed. */
char *yaml_quote(const char *value);

#endif
