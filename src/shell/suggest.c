/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/suggest.h"
#include "shell/virsh.h"

struct suggest {
    struct session *session;
    const struct complete_names *ask;
};

static void add_aliases(const struct aliases *aliases, struct strv *ret)
{
    for (size_t i = 0; i < aliases->n; i++)
        strv_add(ret, aliases->v[i].name);
}

static void add_calls(struct session *session, struct strv *ret)
{
    const struct aliases *aliases = &session->aliases;

    for (size_t i = 0; i < aliases->n; i++)
        if (!command_find(session->commands, aliases->v[i].name))
            strv_add(ret, aliases->v[i].name);
    virsh_commands(session, ret);
}

static void add_names(void *data, const struct names_query *query,
                      struct strv *ret)
{
    struct suggest *suggest = data;

    if (query->what == COMPLETE_ALIAS)
        add_aliases(&suggest->session->aliases, ret);
    else if (query->what == COMPLETE_CALL)
        add_calls(suggest->session, ret);
    else
        suggest->ask->add(suggest->ask->data, query, ret);
}

void suggest(struct session *session, const struct words_cursor *cursor,
             const struct complete_names *ask, struct candidates *ret)
{
    struct suggest suggest = { session, ask };
    struct complete_names names = { add_names, &suggest };
    AUTO(strv_done) struct strv words = { 0 };
    struct words_cursor expanded = *cursor;

    for (size_t i = 0; i < cursor->words.n; i++)
        strv_add(&words, cursor->words.v[i]);
    alias_expand(&session->aliases, &words);
    expanded.words = words;
    if (!virsh_complete(session, &expanded, ret))
        complete_at(session->commands, &expanded, &names, ret);
}
