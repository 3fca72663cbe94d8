/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The substitution map of a clone: what had this value has that one now, so
 * that what was equal stays equal (two NICs of a teaming pair, a console that
 * is the alias of a serial port, a file that is named twice).
 */
#ifndef CLONE_MAP_H
#define CLONE_MAP_H

#include <stdbool.h>

struct clone;

/* The new value for an old one, or NULL. */
const char *map_find(const struct clone *clone, const char *old);
/* Whether it is the new value of anything. */
bool map_has_new(const struct clone *clone, const char *value);
void map_add(struct clone *clone, const char *old, const char *value);

#endif
