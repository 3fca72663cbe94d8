/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"

#include <string.h>

struct echo_args {
    bool shell, xml, split, err;
    struct strv strings;
};

static const struct field fields[] = {
    { FIELD(struct echo_args, shell), .name = "shell",
      .help = "quote each argument for a shell" },
    { FIELD(struct echo_args, xml), .name = "xml",
      .help = "escape each argument for XML" },
    { FIELD(struct echo_args, split), .name = "split",
      .help = "one line for each part of an argument between ','; "
              "',,' is a comma" },
    { FIELD(struct echo_args, err), .name = "err",
      .help = "print it as an error, to standard error" },
    { FIELD(struct echo_args, strings), .name = "string",
      .flags = FIELD_DATA | FIELD_REST | FIELD_EMPTY_OK,
      .help = "argument to print" },
    FIELD_END,
};

/* What a shell could take for more than itself, as virsh has it. */
static const char special[] = "\r\t\n !\"#$&'()*;<>?[\\]^`{|}~";

static void add_shell(struct buf *out, const char *text)
{
    if (*text && !strpbrk(text, special)) {
        buf_add(out, text);
        return;
    }
    buf_add(out, "'");
    for (; *text; text++)
        if (*text == '\'')
            buf_add(out, "'\\''");
        else
            buf_addn(out, text, 1);
    buf_add(out, "'");
}

static const char *entity(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    }
    return NULL;
}

static void add_xml(struct buf *out, const char *text)
{
    for (; *text; text++)
        if (entity(*text))
            buf_add(out, entity(*text));
        else
            buf_addn(out, text, 1);
}

static void add_quoted(struct buf *out, const struct echo_args *args,
                       const char *text)
{
    if (args->shell)
        add_shell(out, text);
    else if (args->xml)
        add_xml(out, text);
    else
        buf_add(out, text);
}

/* Each piece up to a single comma, on a line of its own. */
static void add_split(struct buf *out, const char *text)
{
    while (text) {
        AUTO(free) char *piece = field_piece(&text);

        buf_fmt(out, "%s\n", piece);
    }
}

/* The line break comes from the blank line that ends every command, as in
 * virsh; with -q there is none, and virsh glues its lines together. */
static void print(struct session *session, const struct echo_args *args,
                  const struct buf *text)
{
    bool own_end = session->quiet && !setting_on(session->settings.timing);
    const char *shown = text->text ? text->text : "";

    if (args->err && args->strings.n)
        fprintf(stderr, "error: %s\n", shown);
    else if (!args->err)
        fprintf(session->out, "%s%s", shown, own_end ? "\n" : "");
}

static int check(const struct echo_args *args, struct err *err)
{
    const char *form = args->shell ? "shell" : args->xml ? "xml" : NULL;
    const char *other = args->shell && args->xml ? "xml"
                        : args->split            ? "split"
                                                 : NULL;

    return form && other ? err_usage(err,
                                     "Options --%s and --%s are mutually "
                                     "exclusive",
                                     form, other)
                         : 0;
}

static int run(struct session *session, void *data, struct err *err)
{
    struct echo_args *args = data;
    AUTO(buf_done) struct buf out = { 0 };

    if (check(args, err))
        return -1;
    for (size_t i = 0; i < args->strings.n; i++) {
        buf_add(&out, i ? " " : "");
        if (args->split)
            add_split(&out, args->strings.v[i]);
        else
            add_quoted(&out, args, args->strings.v[i]);
    }
    print(session, args, &out);
    return 0;
}

const struct command cmd_echo = {
    .name = "echo",
    .group = "shell",
    .help = "print arguments",
    .desc = "Print the arguments, one blank between two, quoted if wished.",
    .example = "echo --shell \"it's\"",
    .fields = fields,
    .size = sizeof(struct echo_args),
    .flags = COMMAND_HERE,
    .run = run,
};
