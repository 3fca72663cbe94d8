/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/map.h"
#include "clone/clone.h"

#include <string.h>

const char *map_find(const struct clone *clone, const char *old)
{
    for (size_t i = 0; i < clone->map.n; i += 2)
        if (!strcmp(clone->map.v[i], old))
            return clone->map.v[i + 1];
    return NULL;
}

bool map_has_new(const struct clone *clone, const char *value)
{
    for (size_t i = 1; i < clone->map.n; i += 2)
        if (!strcmp(clone->map.v[i], value))
            return true;
    return false;
}

void map_add(struct clone *clone, const char *old, const char *value)
{
    strv_add(&clone->map, old);
    strv_add(&clone->map, value);
}
