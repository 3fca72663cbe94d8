/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/complete.h"
#include "base/mem.h"
#include "shell/names.h"
#include "shell/virsh.h"

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
static void add_names(void *data, enum complete what, struct strv *ret)
{
    struct session *session = data;
    struct err err = ERR_INIT;
    virConnectPtr vir = session_connect(session, &err);

    if (vir)
        names_list(vir, what, ret);
}

static int run(struct session *session, void *data, struct err *err)
{
    struct complete_args *args = data;
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(candidates_done) struct candidates found = { 0 };
    struct complete_names names = { add_names, session };
    size_t n = args->words.n;

    (void)err;
    for (size_t i = 0; i + 1 < n; i++)
        strv_add(&cursor.words, args->words.v[i]);
    cursor.prefix = mem_dup(n ? args->words.v[n - 1] : "");
    if (!virsh_complete(session, &cursor, &found))
        complete_at(session->commands, &cursor, &names, &found);
    for (size_t i = 0; i < found.words.n; i++)
        fprintf(session->out, "%s\n", found.words.v[i]);
    return 0;
}

const struct command cmd_complete = {
    .name = "complete",
    .group = "shell",
    .help = "print what could stand at the end of a line",
    .desc = "Print the candidates for the last word, one a line, for the "
            "completion of shells such as bash.",
    .example = "complete -- start ''",
    .fields = fields,
    .size = sizeof(struct complete_args),
    .flags = COMMAND_HIDDEN,
    .run = run,
};
