/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/hook_domain.h"
#include "cmd/hook_files.h"
#include "cmd/hook_list.h"
#include "cmd/hook_test.h"
#include "cmd/hook_tests.h"
#include "cmd/hook_trust.h"
#include "shell/session.h"

#include <string.h>

struct hook_args {
    char *action, *source, *domain, *xml;
    struct strv names, set;
    bool system, list, remove, all;
};

static const struct field fields[] = {
    { FIELD(struct hook_args, action), .name = "action",
      .flags = FIELD_DATA | FIELD_REQUIRED,
      .values = "list show check test new enable disable trust reload",
      .complete = COMPLETE_WORDS, .help = "what to do" },
    { FIELD(struct hook_args, names), .name = "name",
      .flags = FIELD_DATA | FIELD_REST, .complete = COMPLETE_HOOK_NAME,
      .help = "show: hooks; check, test: files; new, enable, disable: names; "
              "trust: a directory" },
    { FIELD(struct hook_args, source), .name = "source",
      .complete = COMPLETE_INACTIVE,
      .help = "test: the domain whose clone is tried" },
    { FIELD(struct hook_args, domain), .name = "domain",
      .complete = COMPLETE_DOMAIN,
      .help = "enable, disable, list, show: for clones of this domain" },
    { FIELD(struct hook_args, xml), .name = "xml", .complete = COMPLETE_FILE,
      .help = "test: a file of domain XML instead; no hypervisor is needed" },
    { FIELD(struct hook_args, set), .name = "set",
      .complete = COMPLETE_HOOK_SET,
      .help = "test, and enable with --domain: a parameter, KEY=VALUE" },
    { FIELD(struct hook_args, system), .name = "system",
      .help = "enable, disable: for all users of this machine" },
    { FIELD(struct hook_args, all), .name = "all",
      .help = "test: run the tests beside all hooks" },
    { FIELD(struct hook_args, list), .name = "list",
      .help = "trust: show the files that are trusted" },
    { FIELD(struct hook_args, remove), .name = "remove",
      .help = "trust: not any more" },
    FIELD_END,
};

static int need_names(const struct hook_args *args, struct err *err)
{
    if (args->names.n)
        return 0;
    return err_usage(err, "'hook %s' wants a name", args->action);
}

static const char *source_of(const struct hook_args *args)
{
    return args->domain ? args->domain : args->source;
}

static int list(struct session *session, const struct hook_args *args,
                struct err *err)
{
    return hook_list(session, source_of(args), err);
}

static int show(struct session *session, const struct hook_args *args,
                struct err *err)
{
    if (need_names(args, err))
        return -1;
    return hook_show(session, &args->names, source_of(args), err);
}

static int check(struct session *session, const struct hook_args *args,
                 struct err *err)
{
    return hook_check(session, &args->names, err);
}

static int test(struct session *session, const struct hook_args *args,
                struct err *err)
{
    struct hook_test test = {
        .source = args->source,
        .xml = args->xml,
        .files = &args->names,
        .sets = args->set.n ? &args->set : NULL,
    };

    if (args->all && (args->source || args->xml || args->names.n))
        return err_usage(err, "'hook test --all' takes nothing else");
    if (args->all || (args->names.n && !args->source && !args->xml))
        return hook_tests_run(session, &args->names, err);
    if (!args->source == !args->xml)
        return err_usage(err, "'hook test' wants either --source or --xml");
    return hook_test_run(session, &test, err);
}

static int each(struct session *session, const struct hook_args *args,
                int (*act)(struct session *, const char *, bool, struct err *),
                struct err *err)
{
    if (need_names(args, err))
        return -1;
    for (size_t i = 0; i < args->names.n; i++)
        if (act(session, args->names.v[i], args->system, err))
            return -1;
    return 0;
}

static int new (struct session *session, const struct hook_args *args,
                struct err *err)
{
    return each(session, args, hook_file_new, err);
}

/* For the clones of a domain, or for all of them. */
static int enable_or_not(struct session *session, const struct hook_args *args,
                         bool enable, struct err *err)
{
    struct hook_domain what = { args->domain, &args->names, &args->set,
                                enable };

    if (!args->domain && args->set.n)
        return err_usage(err, "'hook %s --set' wants --domain", args->action);
    if (!args->domain)
        return each(session, args,
                    enable ? hook_file_enable : hook_file_disable, err);
    if (args->system || (args->set.n && args->names.n != 1))
        return err_usage(err,
                         "'hook %s --domain' goes without --system, and "
                         "with --set for one hook",
                         args->action);
    return need_names(args, err) ? -1 : hook_domain_set(session, &what, err);
}

static int enable(struct session *session, const struct hook_args *args,
                  struct err *err)
{
    return enable_or_not(session, args, true, err);
}

static int disable(struct session *session, const struct hook_args *args,
                   struct err *err)
{
    return enable_or_not(session, args, false, err);
}

static int trust(struct session *session, const struct hook_args *args,
                 struct err *err)
{
    if (args->names.n > 1 || (args->list && (args->names.n || args->remove)))
        return err_usage(err, "'hook trust' takes one directory, or --list");
    if (args->list)
        return hook_trust_list(session, err);
    return hook_trust(session, args->names.n ? args->names.v[0] : ".",
                      args->remove, err);
}

static int reload(struct session *session, const struct hook_args *args,
                  struct err *err)
{
    (void)args;
    return hook_load(session, true, err);
}

static int run(struct session *session, void *words, struct err *err)
{
    static const struct {
        const char *name;
        int (*run)(struct session *, const struct hook_args *, struct err *);
    } actions[] = {
        { "check", check }, { "disable", disable }, { "enable", enable },
        { "list", list },   { "new", new },         { "reload", reload },
        { "show", show },   { "test", test },       { "trust", trust },
    };
    struct hook_args *args = words;

    for (size_t i = 0; i < COUNT(actions); i++)
        if (!strcmp(actions[i].name, args->action))
            return actions[i].run(session, args, err);
    return err_usage(err, "'hook' has no '%s'", args->action);
}

const struct command cmd_hook = {
    .name = "hook",
    .group = "shell",
    .help = "look after Lua hooks",
    .desc = "list: all hooks in the order in which they run. show: what one "
            "is, and what its parameters are set to. check: whether files "
            "load, and what they lack. test: run the pure phases on a clone "
            "that is never made, \"mutate\" twice, and show what changes; "
            "without a source: run the tests that are beside the hooks. "
            "new: a file to begin with. enable, disable: hooks that came with "
            "the program; with --domain any hook, for the clones of that "
            "domain, in its metadata. trust: load the hooks of the project in "
            "the working "
            "directory, .virt-twin/hooks.d, as long as they are as they are "
            "now. reload: read all files again.",
    .example = "hook list\n"
               "hook test 20-mac.lua --source base --set oui=52:54:00\n"
               "hook test 20-mac.lua --xml base.xml\n"
               "hook test --all\n"
               "hook enable mac-oui\n"
               "hook enable owner --domain base --set expires=7",
    .fields = fields,
    .size = sizeof(struct hook_args),
    .run = run,
};
