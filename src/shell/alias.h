/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that stand for the beginning of a command: `alias ll = list --all`. */
#ifndef SHELL_ALIAS_H
#define SHELL_ALIAS_H

#include "base/str.h"

struct alias {
    char *name;
    struct strv words;
};

/* `{ 0 }` is empty; sorted by name. */
struct aliases {
    struct alias *v;
    size_t n;
};

/* Set one, or change it; words are copied. */
void alias_set(struct aliases *aliases, const char *name,
               const struct strv *words);
/* Forget one; false when there is none of that name. */
bool alias_remove(struct aliases *aliases, const char *name);
const struct alias *alias_find(const struct aliases *aliases,
                               const char *name);

/* Put an alias's words in the place of the first word, again and again; each
 * alias once, so that one may have the name of the command that it begins
 * with. */
void alias_expand(const struct aliases *aliases, struct strv *words);

/* "ll = list --all", as it could be typed after `alias`. */
char *alias_text(const struct alias *alias);

void aliases_done(struct aliases *aliases);
CLEANUP_DONE(struct aliases, aliases_done);

#endif
