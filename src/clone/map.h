/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The substitution map of a clone: what had this value has that one now, so
 * that what was equal stays equal (two NICs of a teaming pair, a console that
 * is the alias of a serial port, a file that is named twice).
 */
#ifndef CLONE_MAP_H
#define CLONE_MAP_H

#include "base/dict.h"
#include "base/str.h"

struct clone;

/* `{ 0 }` is empty. */
struct map {
    struct strv pairs; /* old, new, old, new ... */
    struct dict by_old, by_new;
};

/* The new value for an old one, or NULL. */
const char *map_find(const struct clone *clone, const char *old);
/* Whether it is the new value of anything. */
bool map_has_new(const struct clone *clone, const char *value);
void map_add(struct clone *clone, const char *old, const char *value);
void map_done(struct map *map);

/*
 * A text in which the words that are the source's name, or old values of the
 * map (UUIDs, MAC addresses, paths; UUIDs also without dashes), are replaced;
 * NULL when there are none. A word ends where letters and digits end; a name
 * of less than three letters is not looked for. For the values that a rule
 * names: never for a whole document.
 */
char *map_rewrite(const struct clone *clone, const char *text);

#endif
