/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command's row, and every row of its fields, keeps the rules. */
#include "base/mem.h"
#include "cmd/cmds.h"
#include "shell/help.h"
#include "tap.h"

#include <ctype.h>
#include <stdlib.h>

/* The faults of one command, a line each. */
struct faults {
    const struct command *command;
    struct buf text;
};

static void check(struct faults *faults, bool good, const char *what)
{
    if (!good)
        buf_fmt(&faults->text, "%s\n", what);
}

static bool is_name(const char *name)
{
    return name && islower((unsigned char)*name) &&
           !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

/* "UUID ..." may begin with capitals, "Print ..." may not. */
static bool is_help(const char *text)
{
    size_t n = text ? strlen(text) : 0;

    return n && text[n - 1] != '.' && !strchr(text, '\n') &&
           !(isupper((unsigned char)text[0]) &&
             islower((unsigned char)text[1]));
}

static size_t size_of(const struct field *row)
{
    static const size_t sizes[] = {
        [FIELD_BOOL] = sizeof(bool),         [FIELD_TEXT] = sizeof(char *),
        [FIELD_TEXTS] = sizeof(struct strv), [FIELD_INT] = sizeof(int64_t),
        [FIELD_SIZE] = sizeof(uint64_t),
    };

    return sizes[row->type];
}

static bool takes_words(const struct field *row)
{
    return row->complete == COMPLETE_WORDS || row->complete == COMPLETE_LIST ||
           row->complete == COMPLETE_COLUMN ||
           row->complete == COMPLETE_COLUMNS ||
           row->complete == COMPLETE_METHOD;
}

static void check_field(struct faults *faults, const struct field *row)
{
    const struct field *rows = faults->command->fields;
    unsigned rest = row->flags & FIELD_REST;

    check(faults, is_name(row->name), "a field's name is a word");
    check(faults, field_find(rows, row->name) == row, "field names differ");
    check(faults, strcmp(row->name, "help"), "--help is not a field's");
    check(faults, is_help(row->help), "help is lower case, no full stop");
    check(faults, row->offset + size_of(row) <= faults->command->size,
          "size is that of the struct");
    check(faults, !rest || row->type == FIELD_TEXTS, "REST is for texts");
    check(faults, !rest || (row->flags & FIELD_DATA), "REST is for data");
    check(faults, row->type != FIELD_BOOL || !(row->flags & FIELD_DATA),
          "a flag is no data");
    check(faults, row->type != FIELD_BOOL || !row->complete,
          "a flag has no values");
    check(faults, takes_words(row) == (row->values != NULL),
          "values and a completion that has them come together");
    check(faults, (row->complete == COMPLETE_PAIRS) == (row->pairs != NULL),
          "pairs and COMPLETE_PAIRS come together");
}

/* Positional words would go to the wrong row otherwise. */
static void check_order(struct faults *faults)
{
    bool optional = false, rest = false;

    for (const struct field *row = faults->command->fields; row->name; row++) {
        if (!(row->flags & FIELD_DATA))
            continue;
        check(faults, !rest, "REST is the last data");
        check(faults, !optional || !(row->flags & FIELD_REQUIRED),
              "required data comes before optional");
        optional |= !(row->flags & FIELD_REQUIRED);
        rest |= (row->flags & FIELD_REST) != 0;
    }
}

static void check_command(struct faults *faults)
{
    const struct command *command = faults->command;

    check(faults, is_name(command->name), "the name is a word");
    check(faults, is_help(command->help), "help is lower case, no full stop");
    check(faults, command->desc && *command->desc, "there is a description");
    check(faults, command->group && help_has_group(command->group),
          "the group is one of help's");
    check(faults, command->run != NULL, "it can run");
    check(faults, command->fields != NULL, "it has rows, if only the end");
    check(faults,
          !(command->flags & COMMAND_HERE) ||
              !(command->flags & (COMMAND_CONNECTS | COMMAND_CHANGES)),
          "what runs HERE neither connects nor changes");
    if (!command->fields)
        return;
    for (const struct field *row = command->fields; row->name; row++)
        check_field(faults, row);
    check_order(faults);
}

static void add_names(struct strv *names, const struct command *command)
{
    AUTO(free)
    char *aliases = mem_dup(command->aliases ? command->aliases : "");
    char *rest = aliases, *word;

    strv_add(names, command->name);
    while ((word = strsep(&rest, " ")))
        if (*word)
            strv_add(names, word);
}

static void test_names(void)
{
    AUTO(strv_done) struct strv names = { 0 };
    bool sorted = true, unique = true;

    for (size_t i = 0; cmds[i]; i++) {
        sorted &= !i || strcmp(cmds[i - 1]->name, cmds[i]->name) < 0;
        add_names(&names, cmds[i]);
    }
    strv_sort(&names);
    for (size_t i = 1; i < names.n; i++)
        unique &= strcmp(names.v[i - 1], names.v[i]) != 0;
    ok(sorted, "the commands are sorted");
    ok(unique, "no two have a name or an alias in common");
    for (size_t i = 0; i < names.n; i++)
        unique &= command_find(cmds, names.v[i]) != NULL;
    ok(unique, "each name is found");
}

int main(void)
{
    test_names();
    for (size_t i = 0; cmds[i]; i++) {
        struct faults faults = { .command = cmds[i] };
        AUTO(free)
        char *name = mem_fmt("the rows of '%s' keep the rules", cmds[i]->name);

        check_command(&faults);
        is_str(faults.text.text ? faults.text.text : "", "", name);
        buf_done(&faults.text);
    }
    return done_testing();
}
