/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table from texts to things; adds and finds in constant time. */
#ifndef BASE_DICT_H
#define BASE_DICT_H

#include "base/cleanup.h"

#include <stddef.h>

struct dict_entry {
    char *key; /* owned */
    void *value;
};

/* `{ 0 }` is empty. Values are borrowed. */
struct dict {
    struct dict_entry *slots;
    size_t room, n; /* room is a power of two, or 0 */
};

/* The value of a key, or NULL. */
void *dict_get(const struct dict *dict, const char *key);
/* Set it; value is not NULL. */
void dict_put(struct dict *dict, const char *key, void *value);
void dict_done(struct dict *dict); /* empties it */
CLEANUP_DONE(struct dict, dict_done);

#endif
