/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/text.h"
#include "cmd/lua_lines.h"

#include <string.h>
#include <sys/stat.h>

struct lua_args {
    struct strv words;
};

static const struct field fields[] = {
    { FIELD(struct lua_args, words), .name = "code",
      .flags = FIELD_DATA | FIELD_REST, .complete = COMPLETE_FILE,
      .help = "an expression or statements; or a file that ends in .lua, and "
              "its arguments" },
    FIELD_END,
};

static bool is_file(const char *word)
{
    struct stat st;

    return str_ends(word, ".lua") && stat(word, &st) == 0;
}

/* The first line may be for the kernel: it counts, but is not Lua. */
static char *read_script(const char *path, struct err *err)
{
    char *text = text_read(path, err);

    if (text && *text == '#')
        memset(text, ' ', strcspn(text, "\n"));
    return text;
}

/* ---- running ------------------------------------------------------------ */

static int run_words(struct session *session, const struct lua_args *args,
                     struct err *err)
{
    bool file = is_file(args->words.v[0]);
    AUTO(free)
    char *text = file ? read_script(args->words.v[0], err)
                      : strv_join(&args->words, " ");
    const struct strv rest = { args->words.v + 1, args->words.n - 1 };
    struct lua_eval what = {
        .text = text,
        .name = file ? args->words.v[0] : "lua",
        .words = file ? &rest : NULL,
    };

    return text ? lua_run(session, &what, err) : -1;
}

static int run(struct session *session, void *words, struct err *err)
{
    const struct lua_args *args = words;

    if (args->words.n)
        return run_words(session, args, err);
    if (session->inside || !isatty(STDIN_FILENO))
        return err_usage(err, "lua: without a terminal it wants an expression, "
                              "statements or a file");
    return lua_lines(session, err);
}

const struct command cmd_lua = {
    .name = "lua",
    .group = "shell",
    .help = "run Lua",
    .desc = "Print the value of a Lua expression, run statements, or run a "
            "file; or, without words, read lines of Lua until Ctrl-D. All that "
            "hooks can use is there, and all of Lua's own "
            "library; conn is the connection. What is set stays for the next "
            "one. This is for the user alone: it may change anything.",
    .example = "lua '#conn:domains()'\n"
               "lua 'conn:domain(\"web01\"):xml():get \"memory\"'\n"
               "lua report.lua --all",
    .fields = fields,
    .size = sizeof(struct lua_args),
    .flags = COMMAND_HERE,
    .run = run,
};
