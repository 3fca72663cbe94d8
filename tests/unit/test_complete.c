/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/complete.h"
#include "base/mem.h"
#include "tap.h"

#include <stdlib.h>

struct args {
    char *text, *word, *file, *pool;
    bool all, start;
    struct strv names, disks;
};

struct disk {
    char *target, *action, *pool, *name, *path;
};

static const struct field disk_fields[] = {
    { FIELD(struct disk, target), .name = "target",
      .complete = COMPLETE_TARGET },
    { FIELD(struct disk, action), .name = "action", .values = "copy share",
      .complete = COMPLETE_WORDS },
    { FIELD(struct disk, pool), .name = "pool", .complete = COMPLETE_POOL },
    { FIELD(struct disk, name), .name = "name", .complete = COMPLETE_VOLUME },
    { FIELD(struct disk, path), .name = "path", .complete = COMPLETE_FILE },
    FIELD_END,
};

static const struct field clone_fields[] = {
    { FIELD(struct args, text), .name = "source",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_DOMAIN },
    { FIELD(struct args, names), .name = "name",
      .flags = FIELD_DATA | FIELD_REST },
    { FIELD(struct args, word), .name = "method", .values = "copy linked",
      .complete = COMPLETE_WORDS },
    { FIELD(struct args, file), .name = "hook", .complete = COMPLETE_FILE },
    { FIELD(struct args, start), .name = "start" },
    { FIELD(struct args, all), .name = "secret", .flags = FIELD_HIDDEN },
    FIELD_END,
};

static const struct field copy_fields[] = {
    { FIELD(struct args, text), .name = "source", .short_name = 'o',
      .flags = FIELD_DATA, .complete = COMPLETE_DOMAIN },
    { FIELD(struct args, disks), .name = "disk", .complete = COMPLETE_PAIRS,
      .pairs = disk_fields },
    { FIELD(struct args, pool), .name = "pool", .complete = COMPLETE_POOL },
    { FIELD(struct args, word), .name = "columns", .complete = COMPLETE_LIST,
      .values = "id name state" },
    FIELD_END,
};

static const struct field time_fields[] = {
    { FIELD(struct args, start), .name = "start" },
    { FIELD(struct args, names), .name = "command",
      .flags = FIELD_DATA | FIELD_REST | FIELD_RAW,
      .complete = COMPLETE_CALL },
    FIELD_END,
};

static const struct field help_fields[] = {
    { FIELD(struct args, text), .name = "command", .flags = FIELD_DATA,
      .complete = COMPLETE_COMMAND },
    FIELD_END,
};

static const struct field list_fields[] = {
    { FIELD(struct args, all), .name = "all" },
    { FIELD(struct args, start), .name = "name" },
    FIELD_END,
};

static const struct field rename_fields[] = {
    { FIELD(struct args, text), .name = "domain",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_INACTIVE },
    { FIELD(struct args, word), .name = "new-name",
      .flags = FIELD_DATA | FIELD_REQUIRED },
    FIELD_END,
};

static const struct command clone = { .name = "clone",
                                      .fields = clone_fields };
static const struct command copy = { .name = "copy", .fields = copy_fields,
                                     .flags = COMMAND_HIDDEN };
static const struct command timed = { .name = "time", .fields = time_fields,
                                      .flags = COMMAND_HIDDEN };
static const struct command help = { .name = "help", .fields = help_fields };
static const struct command hidden = { .name = "hidden",
                                       .fields = list_fields,
                                       .flags = COMMAND_HIDDEN };
static const struct command list = { .name = "list", .fields = list_fields };
static const struct command renamed = { .name = "rename",
                                        .aliases = "mv domrename",
                                        .fields = rename_fields };
static const struct command *const table[] = {
    &clone, &copy, &help, &hidden, &list, &renamed, &timed, NULL
};

static void add_names(void *data, const struct names_query *query,
                      struct strv *ret)
{
    enum complete what = query->what;
    int *asked = data;

    (*asked)++;
    if (what == COMPLETE_TARGET && str_eq(query->of, "it's")) {
        strv_add(ret, "vda");
        strv_add(ret, "vdb");
    } else if (what == COMPLETE_POOL) {
        strv_add(ret, "ssd");
        strv_add(ret, "a,b");
    } else if (what == COMPLETE_VOLUME && query->of) {
        strv_fmt(ret, "in %s", query->of);
    } else if (what == COMPLETE_DOMAIN) {
        strv_add(ret, "test");
        strv_add(ret, "it's");
        strv_add(ret, "a b");
        strv_add(ret, "--odd");
    } else if (what == COMPLETE_INACTIVE) {
        strv_add(ret, "off");
    }
}

/* What is offered at the line's end, bars between; "FILES+n" for files. */
static char *offered(const char *line, int *asked)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(candidates_done) struct candidates found = { 0 };
    struct complete_names names = { add_names, asked };

    words_at(line, strlen(line), &cursor);
    complete_at(table, &cursor, &names, &found);
    if (found.files == COMPLETE_FILE)
        strv_fmt(&found.words, "FILES+%zu", found.kept);
    if (found.open)
        strv_add(&found.words, "...");
    return strv_join(&found.words, "|");
}

static const struct {
    const char *line, *want, *name;
} cases[] = {
    { "", "clone|help|list|rename", "commands on an empty line" },
    { "l", "list", "commands that begin so" },
    { "x", "", "nothing when none does" },
    { "-l", "-list", "commands after a leading '-'" },
    { "list; re", "rename", "commands after ';'" },
    { "help c", "clone", "commands as an argument" },
    { "help h", "help|hook|host", "and groups" },
    { "clone ", "a b|it's|test", "domains, and not options" },
    { "clone t", "test", "domains that begin so" },
    { "clone 'a", "a b", "domains inside a quote" },
    { "clone \"it's", "it's", "domains inside the other quote" },
    { "clone -- --", "--odd", "names like options after --" },
    { "clone --", "--hook|--method|--name|--source|--start",
      "options, but no hidden one" },
    { "clone --start --", "--hook|--method|--name|--source",
      "options once" },
    { "clone --name a --", "--hook|--method|--name|--source|--start",
      "but those that repeat again" },
    { "clone test --so", "", "an option whose data was given is gone" },
    { "clone --method ", "copy|linked", "an option's values" },
    { "clone --method=l", "--method=linked", "the same after '='" },
    { "clone --start=", "", "a flag has no values" },
    { "clone --nosuch=", "", "nor has an unknown option" },
    { "clone --method copy ", "a b|it's|test", "data after an option's value" },
    { "clone --source=test ", "", "the next data when one was an option" },
    { "clone --hook ", "FILES+0", "files" },
    { "clone --hook=a", "FILES+7", "files after '='" },
    { "list ", "--all|--name", "options when there is no data" },
    { "list --all ", "--name", "and those that are left" },
    { "list x", "", "but not for a word that is none" },
    { "rename ", "off", "inactive domains only" },
    { "mv ", "off", "the same for an alias" },
    { "rename off ", "", "nothing for a new name" },
    { "nosuch ", "", "nothing for an unknown command" },
    { "clone # ", "", "nothing in a comment" },
    { "copy it\\'s --disk ", "vda|vdb|...", "disks of the source that is typed" },
    { "copy --disk=vdb --source it\\'s --disk=v", "--disk=vda|--disk=vdb|...",
      "also after '='" },
    { "copy -o it\\'s --disk vda", "vda|...", "also after a short option" },
    { "copy test --disk ", "...", "and no others" },
    { "copy test --disk vda,", "vda,action=|vda,name=|vda,path=|vda,pool=|...",
      "keys after a comma" },
    { "copy test --disk vda,pool=ssd,p", "vda,pool=ssd,path=|...",
      "a key once" },
    { "copy test --disk target=vda,a", "target=vda,action=|...",
      "the target may have its key" },
    { "copy test --disk vda,action=", "vda,action=copy|vda,action=share|...",
      "values of a key" },
    { "copy test --disk vda,nosuch=", "...", "none of an unknown one" },
    { "copy test --disk vda,pool=a", "vda,pool=a,,b|...",
      "a comma in a value is doubled" },
    { "copy test --disk vda,pool=a,,b,name=", "vda,pool=a,,b,name=in a,,b|...",
      "volumes are those of the pool in the word" },
    { "copy --pool ssd --disk vda,name=", "vda,name=in ssd|...",
      "or in the words" },
    { "copy --pool x --disk vda,pool=ssd,name=",
      "vda,pool=ssd,name=in ssd|...", "the nearer one wins" },
    { "copy test --disk vda,name=", "...", "and none without a pool" },
    { "copy test --disk=vda,path=/a", "FILES+16|...",
      "files inside a word" },
    { "copy --columns ", "id|name|state|...", "words of a list" },
    { "copy --columns id,", "id,name|id,state|...", "each once" },
    { "time li", "list", "commands that another runs" },
    { "time --start list --a", "--all", "and their options" },
    { "time time clone --method l", "linked", "however deep" },
};

int main(void)
{
    int asked = 0;

    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(free) char *got = offered(cases[i].line, &asked);

        is_str(got, cases[i].want, cases[i].name);
    }
    asked = 0;
    free(offered("list --", &asked));
    free(offered("clone --st", &asked));
    is_int(asked, 0, "names are asked for only where they can stand");
    return done_testing();
}
