/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/alias.h"
#include "base/mem.h"
#include "shell/words.h"

#include <string.h>

static void add_all(struct strv *to, const struct strv *from, size_t first)
{
    for (size_t i = first; i < from->n; i++)
        strv_add(to, from->v[i]);
}

/* Where a name is, or would be. */
static size_t place_of(const struct aliases *aliases, const char *name)
{
    size_t at = 0;

    while (at < aliases->n && strcmp(aliases->v[at].name, name) < 0)
        at++;
    return at;
}

const struct alias *alias_find(const struct aliases *aliases,
                               const char *name)
{
    size_t at = place_of(aliases, name);

    return at < aliases->n && !strcmp(aliases->v[at].name, name)
               ? &aliases->v[at]
               : NULL;
}

bool alias_remove(struct aliases *aliases, const char *name)
{
    size_t at = place_of(aliases, name);

    if (!alias_find(aliases, name))
        return false;
    free(aliases->v[at].name);
    strv_done(&aliases->v[at].words);
    aliases->n--;
    memmove(&aliases->v[at], &aliases->v[at + 1],
            (aliases->n - at) * sizeof(*aliases->v));
    return true;
}

void alias_set(struct aliases *aliases, const char *name,
               const struct strv *words)
{
    size_t at = place_of(aliases, name);
    struct alias alias = { .name = mem_dup(name) };

    add_all(&alias.words, words, 0);
    alias_remove(aliases, name);
    aliases->v = mem_more(aliases->v, aliases->n, sizeof(*aliases->v));
    memmove(&aliases->v[at + 1], &aliases->v[at],
            (aliases->n - at) * sizeof(*aliases->v));
    aliases->v[at] = alias;
    aliases->n++;
}

void alias_expand(const struct aliases *aliases, struct strv *words)
{
    AUTO(strv_done) struct strv used = { 0 };
    const struct alias *alias;

    while (words->n && (alias = alias_find(aliases, words->v[0])) &&
           !strv_has(&used, alias->name)) {
        struct strv expanded = { 0 };

        strv_add(&used, alias->name);
        add_all(&expanded, &alias->words, 0);
        add_all(&expanded, words, 1);
        strv_done(words);
        *words = expanded;
    }
}

char *alias_text(const struct alias *alias)
{
    AUTO(free) char *name = words_quote(alias->name, 0);
    AUTO(free) char *text = words_text(&alias->words);

    return mem_fmt("%s = %s", name, text);
}

void aliases_done(struct aliases *aliases)
{
    while (aliases->n)
        alias_remove(aliases, aliases->v[0].name);
    free(aliases->v);
    *aliases = (struct aliases){ 0 };
}
