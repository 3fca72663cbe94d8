/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/help.h"
#include "base/mem.h"
#include "shell/wrap.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *keyword, *title;
} groups[] = {
    { "domain", "Domain Management" },
    { "host", "Host and Hypervisor" },
    { "hook", "Hooks in Lua" },
    { "script", "Commands in Lua" },
    { "shell", "The shell itself" },
};

enum { LABEL_COLUMNS = 15, NAME_COLUMNS = 30, INDENT = 4 };

const char *help_group(size_t n)
{
    return n < COUNT(groups) ? groups[n].keyword : NULL;
}

bool help_has_group(const char *keyword)
{
    for (size_t i = 0; i < COUNT(groups); i++)
        if (!strcmp(groups[i].keyword, keyword))
            return true;
    return false;
}

/* ---- groups ------------------------------------------------------------- */

void help_line(const struct command *command, FILE *out)
{
    struct wrap wrap = {
        .out = out,
        .width = wrap_width(),
        .indent = INDENT + NAME_COLUMNS + 1,
        .glued = true,
    };

    wrap.column = (size_t)fprintf(out, "    %-30s ", command->name);
    wrap_text(&wrap, command->help);
    wrap_end(&wrap);
}

static bool group_is_empty(const struct session *session, const char *keyword)
{
    for (size_t i = 0; session->commands[i]; i++)
        if (!strcmp(session->commands[i]->group, keyword) &&
            !(session->commands[i]->flags & COMMAND_HIDDEN))
            return false;
    return true;
}

static void print_group(const struct session *session, size_t group, FILE *out)
{
    fprintf(out, " %s (help keyword '%s'):\n", groups[group].title,
            groups[group].keyword);
    for (size_t i = 0; session->commands[i]; i++) {
        const struct command *command = session->commands[i];

        if (!strcmp(command->group, groups[group].keyword) &&
            !(command->flags & COMMAND_HIDDEN))
            help_line(command, out);
    }
}

void help_all(const struct session *session, FILE *out)
{
    for (size_t i = 0; i < COUNT(groups); i++) {
        if (group_is_empty(session, groups[i].keyword))
            continue;
        print_group(session, i, out);
        putc('\n', out);
    }
}

/* ---- one command -------------------------------------------------------- */

static const char *value_name(const struct field *row)
{
    return row->type == FIELD_INT || row->type == FIELD_SIZE ? "number"
                                                             : "string";
}

/* "<domain>", "[--new-name <string>]", "[--all]", "<name>..." */
char *help_row(const struct field *row)
{
    const char *value = value_name(row);
    const char *more = row->type == FIELD_TEXTS ? "..." : "";
    bool required = row->flags & (FIELD_REQUIRED | FIELD_EXPECTED);

    if (row->type == FIELD_BOOL)
        return mem_fmt("[--%s]", row->name);
    if (row->flags & FIELD_OPTIONAL)
        return mem_fmt("[--%s[=%s]]", row->name, value);
    if ((row->flags & FIELD_DATA) && (required || *more))
        return mem_fmt(required ? "<%s>%s" : "[<%s>]%s", row->name, more);
    return mem_fmt(required ? "--%s <%s>%s" : "[--%s <%s>]%s", row->name,
                   value, more);
}

/* The name in brackets: the word alone is enough. */
static char *label(const struct field *row)
{
    const char *value = value_name(row);
    bool required = row->flags & (FIELD_REQUIRED | FIELD_EXPECTED);

    if (row->type == FIELD_BOOL)
        return mem_fmt("--%s", row->name);
    if (row->flags & FIELD_OPTIONAL)
        return mem_fmt("--%s[=%s]", row->name, value);
    if ((row->flags & FIELD_DATA) && required)
        return mem_fmt("[--%s] <%s>", row->name, value);
    return row->flags & FIELD_REST ? mem_fmt("<%s>", row->name)
                                   : mem_fmt("--%s <%s>", row->name, value);
}

/* The help, and the words that are taken: "how it is asked: acpi, agent". */
static char *describe(const struct field *row)
{
    AUTO(buf_done) struct buf text = { 0 };
    const char *p = row->complete == COMPLETE_WORDS ? row->values : "";

    buf_fmt(&text, "%s%s", row->help, *p ? ": " : "");
    for (size_t n; *p; p += n + strspn(p + n, " ")) {
        n = strcspn(p, " ");
        buf_addn(&text, p, n);
        buf_add(&text, p[n] ? ", " : "");
    }
    return buf_take(&text);
}

static void print_option(const struct field *row, FILE *out)
{
    AUTO(free) char *name = label(row);
    AUTO(free) char *text = describe(row);
    struct wrap wrap = {
        .out = out,
        .width = wrap_width(),
        .indent = INDENT + LABEL_COLUMNS + 2,
        .glued = true,
    };

    wrap.column = (size_t)fprintf(out, "    %-*s  ", LABEL_COLUMNS, name);
    wrap_text(&wrap, text);
    wrap_end(&wrap);
}

static bool has_options(const struct field *rows)
{
    for (; rows->name; rows++)
        if (!(rows->flags & FIELD_HIDDEN))
            return true;
    return false;
}

static void print_options(const struct field *rows, FILE *out)
{
    if (!has_options(rows))
        return;
    fputs("\n  OPTIONS\n", out);
    for (; rows->name; rows++)
        if (!(rows->flags & FIELD_HIDDEN))
            print_option(rows, out);
}

static void print_name(const struct command *command, FILE *out)
{
    fprintf(out, "  NAME\n    %s", command->name);
    for (const char *p = command->aliases; p && *p;) {
        int n = (int)strcspn(p, " ");

        fprintf(out, ", %.*s", n, p);
        p += n + (int)strspn(p + n, " ");
    }
    fprintf(out, " - %s\n", command->help);
}

static void print_synopsis(const struct command *command, FILE *out)
{
    struct wrap wrap = {
        .out = out,
        .width = wrap_width(),
        .indent = INDENT,
    };

    fputs("\n  SYNOPSIS\n", out);
    wrap_word(&wrap, command->name);
    wrap.indent += strlen(command->name) + 1;
    for (const struct field *row = command->fields; row->name; row++) {
        AUTO(free) char *text = help_row(row);

        if (!(row->flags & FIELD_HIDDEN))
            wrap_word(&wrap, text);
    }
    wrap_end(&wrap);
}

void help_usage(const struct command *command, FILE *out)
{
    bool more = false;

    fprintf(out, "usage: %s", command->name);
    for (const struct field *row = command->fields; row->name; row++) {
        AUTO(free) char *text = help_row(row);
        bool shown = row->flags & (FIELD_DATA | FIELD_REQUIRED);

        if (row->flags & FIELD_HIDDEN)
            continue;
        more |= !shown;
        if (shown)
            fprintf(out, " %s", text);
    }
    fputs(more ? " [--option]...\n" : "\n", out);
}

static void print_desc(const struct command *command, FILE *out)
{
    struct wrap wrap = {
        .out = out,
        .width = wrap_width(),
        .indent = INDENT,
    };

    fputs("\n  DESCRIPTION\n", out);
    wrap_text(&wrap, command->desc);
    wrap_end(&wrap);
}

static void print_example(const struct command *command, FILE *out)
{
    AUTO(free) char *text = mem_dup(command->example);
    char *rest = text, *line;

    if (!text)
        return;
    fputs("\n  EXAMPLE\n", out);
    while ((line = strsep(&rest, "\n")))
        fprintf(out, *line ? "    %s\n" : "\n", line);
}

static void print_command(const struct command *command, FILE *out)
{
    print_name(command, out);
    print_synopsis(command, out);
    print_desc(command, out);
    print_options(command->fields, out);
    print_example(command, out);
    putc('\n', out);
}

/* What can have been meant, as a line of its own, or "". Those that begin so
 * are nearer than one that is spelt alike. */
static char *meant(const struct session *session, const char *name)
{
    const char *near = command_closest(session->commands, name);
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *all = NULL;

    if (*name)
        command_begins(session->commands, name, &names);
    all = strv_join(&names, ", ");
    if (names.n > 1)
        return mem_fmt("\nIt could be: %s", all);
    if (names.n)
        near = names.v[0];
    return near ? mem_fmt("\nDid you mean '%s'?", near) : mem_dup("");
}

static int unknown(const struct session *session, const char *name,
                   struct err *err)
{
    AUTO(free) char *what = meant(session, name);

    return err_fail(err, "command or command group '%s' doesn't exist%s", name,
                    what);
}

int help_about(const struct session *session, const char *name,
               struct err *err)
{
    const struct command *command = command_find(session->commands, name);

    if (command) {
        print_command(command, session->out);
        return 0;
    }
    for (size_t i = 0; i < COUNT(groups); i++)
        if (!strcmp(name, groups[i].keyword) ||
            !strcmp(name, groups[i].title)) {
            print_group(session, i, session->out);
            return 0;
        }
    for (const struct help_topic *topic = session->topics;
         topic && topic->name; topic++)
        if (!strcmp(name, topic->name)) {
            topic->print(session->out);
            return 0;
        }
    return unknown(session, name, err);
}
