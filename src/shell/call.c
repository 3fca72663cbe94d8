/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/call.h"
#include "base/mem.h"
#include "shell/extend.h"
#include "shell/virsh.h"
#include "shell/virsh_help.h"

#include <string.h>

/* ---- which command ------------------------------------------------------ */

/* err may say why the scripts' commands are not known. */
static void unknown(const struct session *session, const char *name,
                    struct err *err)
{
    const char *near = command_closest(session->commands, name);
    AUTO(free) char *why = err->code ? mem_dup(err->text) : NULL;

    if (why)
        err_usage(err, "unknown command: '%s'\ncommands in Lua: %s", name, why);
    else if (near)
        err_usage(err, "unknown command: '%s'\nDid you mean '%s'?", name, near);
    else
        err_usage(err, "unknown command: '%s'", name);
}

/* The only one that begins so. */
static const struct command *find_short(const struct session *session,
                                        const char *name, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *all = NULL;

    command_begins(session->commands, name, &names);
    if (names.n == 1)
        return command_find(session->commands, names.v[0]);
    if (names.n) {
        all = strv_join(&names, ", ");
        err_usage(err, "unknown command: '%s'\nIt could be: %s", name, all);
    } else {
        unknown(session, name, err);
    }
    return NULL;
}

static const struct command *find(struct session *session, const char *name,
                                  struct err *err)
{
    const struct command *command = session_find(session, name, err);

    if (command)
        return command;
    if (session->interactive && *name && !err->code)
        return find_short(session, name, err);
    unknown(session, name, err);
    return NULL;
}

/* ---- its words ---------------------------------------------------------- */

/* `COMMAND ... --help ...` is `help COMMAND`, unless --help may belong to
 * another command among the words. */
static bool wants_help(const struct command *command, const struct strv *words)
{
    size_t most = words->n;

    for (const struct field *row = command->fields; row->name; row++)
        if ((row->flags & FIELD_RAW) && most > 2)
            most = 2;
    for (size_t i = 1; i < most && strcmp(words->v[i], "--"); i++)
        if (!strcmp(words->v[i], "--help"))
            return true;
    return false;
}

/* An option that virsh alone has is told where it is. */
static int parse_words(const struct command *command,
                       const struct field_words *words, void *args,
                       struct err *err)
{
    if (!fields_parse(command->fields, words, args, err))
        return 0;
    for (size_t i = 0; i < words->n; i++) {
        const char *word = words->v[i];
        AUTO(free)
        char *option = mem_ndup(word + strspn(word, "-"),
                                strcspn(word + strspn(word, "-"), "="));

        if (str_starts(word, "--") && !field_find(command->fields, option) &&
            virsh_has_option(command->name, option))
            return err_usage(err,
                             "command '%s' doesn't support option --%s\n"
                             "virsh does: virsh %s ...",
                             command->name, option, command->name);
    }
    return -1;
}

static int parse(struct session *session, const struct strv *words,
                 struct call *call, struct err *err)
{
    char *help[] = { NULL };
    struct field_words rest = { words->v[0], words->v + 1, words->n - 1 };
    const struct command *command = find(session, words->v[0], err);

    if (command && wants_help(command, words)) {
        help[0] = (char *)command->name;
        rest = (struct field_words){ "help", help, 1 };
        command = find(session, "help", err);
    }
    if (!command)
        return -1;
    call->command = command;
    call->args = mem_new(1, command->size);
    if (command->flags & COMMAND_SCRIPT)
        *(const struct command **)call->args = command;
    return parse_words(command, &rest, call->args, err);
}

static void set_text(struct call *call, const struct strv *words)
{
    AUTO(free) char *text = words_text(words);

    if (!call->shell)
        call->text = TAKE(text);
    else if (words->n)
        call->text = mem_fmt("%s |%s", text, call->shell);
    else
        call->text = mem_fmt("!%s", call->shell);
}

/* One that virsh alone has is `virsh COMMAND`. */
static void add_words(struct session *session, const struct strv *from,
                      struct strv *ret)
{
    AUTO(strv_done) struct strv words = { 0 };
    struct err ignored = ERR_INIT;

    for (size_t i = 0; i < from->n; i++)
        strv_add(&words, from->v[i]);
    alias_expand(&session->aliases, &words);
    if (words.n && *words.v[0] &&
        !session_find(session, words.v[0], &ignored) &&
        virsh_knows(session, words.v[0]))
        strv_add(ret, "virsh");
    for (size_t i = 0; i < words.n; i++)
        strv_add(ret, words.v[i]);
}

static int add(struct session *session, const struct words *from,
               struct calls *calls, struct err *err)
{
    AUTO(strv_done) struct strv words = { 0 };
    struct call *call;

    calls->v = mem_more(calls->v, calls->n, sizeof(*calls->v));
    call = &calls->v[calls->n++];
    call->may_fail = from->may_fail;
    call->background = from->background;
    call->shell = mem_dup(from->shell);
    add_words(session, &from->words, &words);
    set_text(call, &words);
    if (!words.n || !parse(session, &words, call, err))
        return 0;
    calls->wrong = call->command;
    return -1;
}

int calls_parse(struct session *session, const struct words_list *list,
                struct calls *ret, struct err *err)
{
    for (size_t i = 0; i < list->n; i++)
        if (add(session, &list->v[i], ret, err))
            return -1;
    return 0;
}

void calls_done(struct calls *calls)
{
    for (size_t i = 0; i < calls->n; i++) {
        struct call *call = &calls->v[i];

        if (call->args)
            fields_done(call->command->fields, call->args);
        free(call->args);
        free(call->text);
        free(call->shell);
    }
    free(calls->v);
    *calls = (struct calls){ 0 };
}
