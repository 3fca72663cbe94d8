/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/command.h"
#include "base/mem.h"

#include <string.h>

enum { INSIDE_LEAST = 4 };

/* The next of the blank-separated words at *at, or NULL. */
static char *next_word(const char **at)
{
    size_t n;

    *at += strspn(*at, " ");
    n = strcspn(*at, " ");
    *at += n;
    return n ? mem_ndup(*at - n, n) : NULL;
}

static void add_names(struct strv *names, const struct command *command)
{
    const char *aliases = command->aliases ? command->aliases : "";
    char *alias;

    strv_add(names, command->name);
    while ((alias = next_word(&aliases)))
        strv_take(names, alias);
}

const struct command *command_find(const struct command *const *table,
                                   const char *name)
{
    for (; *table; table++) {
        AUTO(strv_done) struct strv names = { 0 };

        add_names(&names, *table);
        if (strv_has(&names, name))
            return *table;
    }
    return NULL;
}

void command_begins(const struct command *const *table, const char *prefix,
                    struct strv *ret)
{
    for (; *table; table++)
        if (!((*table)->flags & COMMAND_HIDDEN) &&
            str_starts((*table)->name, prefix))
            strv_add(ret, (*table)->name);
}

/* "virt-clone", "domrename": a name with something round it. */
static const char *inside(const struct strv *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strlen(names->v[i]) >= INSIDE_LEAST && strstr(name, names->v[i]))
            return names->v[i];
    return NULL;
}

const char *command_closest(const struct command *const *table,
                            const char *name)
{
    AUTO(strv_done) struct strv names = { 0 };
    const struct command *found;
    const char *near;

    for (const struct command *const *at = table; *at; at++)
        if (!((*at)->flags & COMMAND_HIDDEN))
            add_names(&names, *at);
    near = str_closest(name, (const char *const *)names.v, names.n);
    if (!near)
        near = inside(&names, name);
    found = near ? command_find(table, near) : NULL;
    return found ? found->name : NULL;
}
