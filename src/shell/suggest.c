/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/suggest.h"
#include "shell/extend.h"
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

static bool is_scripted(enum complete what)
{
    return what == COMPLETE_SCRIPT || what == COMPLETE_COLUMN ||
           what == COMPLETE_COLUMNS || what == COMPLETE_HOOK ||
           what == COMPLETE_HOOK_NAME || what == COMPLETE_HOOK_SET ||
           what == COMPLETE_METHOD;
}

static void add_scripted(struct session *session,
                         const struct names_query *query, struct strv *ret)
{
    struct extension *extension = session->extension;

    if (extension)
        extension->names(extension, query, ret);
}

static void add_names(void *data, const struct names_query *query,
                      struct strv *ret)
{
    struct suggest *suggest = data;

    if (query->what == COMPLETE_ALIAS)
        add_aliases(&suggest->session->aliases, ret);
    else if (query->what == COMPLETE_CALL)
        add_calls(suggest->session, ret);
    else if (is_scripted(query->what))
        add_scripted(suggest->session, query, ret);
    else
        suggest->ask->add(suggest->ask->data, query, ret);
}

static bool takes_commands(const struct command *command)
{
    for (const struct field *row = command->fields; row->name; row++)
        if (row->complete == COMPLETE_COMMAND || row->complete == COMPLETE_CALL)
            return true;
    return false;
}

/* Read the scripts where their commands may be meant. */
static void learn(struct session *session, const struct strv *words)
{
    struct err ignored = ERR_INIT;
    const struct command *command =
        words->n ? session_find(session, words->v[0], &ignored) : NULL;

    if (!words->n || (command && takes_commands(command)))
        session_extend(session, &ignored);
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
    learn(session, &words);
    if (!virsh_complete(session, &expanded, ret))
        complete_at(session->commands, &expanded, &names, ret);
}
