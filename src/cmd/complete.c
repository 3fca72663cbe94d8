/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/options.h"
#include "shell/suggest.h"

struct complete_args {
    struct strv words;
};

static const struct field fields[] = {
    { FIELD(struct complete_args, words), .name = "string",
      .flags = FIELD_DATA | FIELD_REST | FIELD_EMPTY_OK,
      .help = "word of the line; the last one is to be completed" },
    FIELD_END,
};

/* A shell's completion must not print errors into the line. */
static void add_names(void *data, const struct names_query *query,
                      struct strv *ret)
{
    struct session *session = data;
    struct err err = ERR_INIT;
    virConnectPtr vir = session_connect(session, &err);

    if (vir)
        names_list(vir, query, ret);
}

/* Before the command: the program's own options and their values. */
static void find_options(const struct options_place *place, const char *prefix,
                         struct candidates *ret)
{
    static const char *const uris[] = { "qemu:///session", "qemu:///system",
                                        "test:///default" };
    const char *name;

    if (str_eq(place->value_of, "connect"))
        for (size_t i = 0; i < COUNT(uris); i++)
            if (str_starts(uris[i], prefix))
                strv_add(&ret->words, uris[i]);
    if (place->value_of)
        return;
    for (size_t i = 0; (name = options_name(i)); i++) {
        AUTO(free) char *option = mem_fmt("--%s", name);

        if (str_starts(option, prefix))
            strv_add(&ret->words, option);
    }
}

/* The words of the line, but for the last. */
static void split(const struct complete_args *args, struct strv *ret)
{
    for (size_t i = 0; i + 1 < args->words.n; i++)
        strv_add(ret, args->words.v[i]);
}

/* A word that may go on is offered with a comma, too, so that a shell does not
 * take it for whole and end it with a blank. */
static void print(FILE *out, const struct candidates *found)
{
    for (size_t i = 0; i < found->words.n; i++) {
        const char *word = found->words.v[i];

        fprintf(out, "%s\n", word);
        if (found->open && !str_ends(word, "="))
            fprintf(out, "%s,\n", word);
    }
}

static int run(struct session *session, void *data, struct err *err)
{
    struct complete_args *args = data;
    AUTO(strv_done) struct strv words = { 0 };
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(candidates_done) struct candidates found = { 0 };
    struct complete_names names = { add_names, session };
    struct options_place place;
    size_t n = args->words.n;

    (void)err;
    split(args, &words);
    options_place(&words, &place);
    cursor.prefix = mem_dup(n ? args->words.v[n - 1] : "");
    for (size_t i = place.first; i < words.n; i++)
        strv_add(&cursor.words, words.v[i]);
    if (place.uri || place.readonly)
        conn_change(session->conn,
                    place.uri ? place.uri : conn_uri(session->conn),
                    place.readonly);
    if (place.value_of || (!cursor.words.n && *cursor.prefix == '-'))
        find_options(&place, cursor.prefix, &found);
    else
        suggest(session, &cursor, &names, &found);
    print(session->out, &found);
    return 0;
}

const struct command cmd_complete = {
    .name = "complete",
    .group = "shell",
    .help = "print what could stand at the end of a line",
    .desc = "Print the candidates for the last word, one a line, for the "
            "completion of shells such as bash. The program's own options "
            "may stand before the command.",
    .example = "complete -- start ''",
    .fields = fields,
    .size = sizeof(struct complete_args),
    .flags = COMMAND_HIDDEN,
    .run = run,
};
