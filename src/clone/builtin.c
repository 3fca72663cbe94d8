/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/builtin.h"
#include "clone/clone.h"
#include "clone/identity.h"
#include "clone/kept.h"
#include "clone/rules.h"
#include "virt/xml_journal.h"

#include <fnmatch.h>
#include <string.h>

#define IN(phase) (1u << CLONE_##phase)

static int graphics(struct clone *clone, struct err *err)
{
    return rules_apply_part(clone, RULES_GRAPHICS, err);
}

static int paths(struct clone *clone, struct err *err)
{
    return rules_apply_part(clone, RULES_PATHS, err);
}

static int rules_rest(struct clone *clone, struct err *err)
{
    return rules_apply_part(clone, RULES_REST, err);
}

/* Twice: hooks of "place" see the addresses, and cannot change them. Places
 * of disks come once the hooks have chosen theirs. */
static int options(struct clone *clone, struct err *err)
{
    if (identity_apply_user(clone, err))
        return -1;
    return clone->phase == CLONE_PLACE ? disks_apply_user(clone, err) : 0;
}

const struct builtin builtins[] = {
    { "core/identity", "a new name and UUID", IN(MUTATE), false,
      "a clone with the name and UUID of its source would replace it",
      identity_apply },
    { "core/mac", "new MAC addresses", IN(MUTATE), false, NULL,
      identity_apply_macs },
    { "core/graphics", "displays get ports and sockets of their own",
      IN(MUTATE), false, NULL, graphics },
    { "core/paths", "sockets, logs and other files get names of their own",
      IN(MUTATE), false, NULL, paths },
    { "core/rules", "what else two machines must not share", IN(MUTATE), false,
      NULL, rules_rest },
    { "core/options", "what the user said on the command line wins",
      IN(MUTATE) | IN(PLACE), true, NULL, options },
    { "core/disks", "disks get their places, and the XML its sources",
      IN(PLACE), true, "without it the clone would write to its source's disks",
      NULL },
    { "core/kept", "what libvirt dropped of what hooks wrote is told",
      IN(DEFINED), false, NULL, kept_tell },
    { .name = NULL },
};

static bool matches(const struct strv *globs, const char *name)
{
    for (size_t i = 0; globs && i < globs->n; i++)
        if (fnmatch(globs->v[i], name, FNM_NOESCAPE) == 0)
            return true;
    return false;
}

bool builtin_wanted(const struct clone_spec *spec, const char *name)
{
    if (matches(spec->hooks_skip, name))
        return false;
    return !spec->hooks_only || !strncmp(name, "core/", 5) ||
           matches(spec->hooks_only, name);
}

int builtins_check(const struct clone_spec *spec, struct err *err)
{
    for (const struct builtin *b = builtins; b->name; b++)
        if (b->needed && !builtin_wanted(spec, b->name))
            return err_usage(err, "--no-hook: %s cannot be left out: %s",
                             b->name, b->needed);
    return 0;
}

static int run_signed(const struct builtin *builtin, struct clone *clone,
                      struct err *err)
{
    int rc;

    xml_sign(clone->xml, builtin->name);
    rc = builtin->apply(clone, err);
    xml_sign(clone->xml, NULL);
    return rc;
}

int builtins_run(struct clone *clone, struct err *err)
{
    for (const struct builtin *b = builtins; b->name; b++)
        if ((b->phases & 1u << clone->phase) && b->apply &&
            builtin_wanted(clone->spec, b->name) && run_signed(b, clone, err))
            return -1;
    return 0;
}
