/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which methods suit a guest. The user is told which and why. */
#include "base/mem.h"
#include "clone/clone.h"

#include <string.h>

/* Why no method of ours can do it, and what can. */
static int refuse(const struct guest_facts *facts, struct err *err)
{
    if (str_eq(facts->layout.type, "windows"))
        return err_fail(err,
                        "it is %s: only sysprep, run in the source before it "
                        "is cloned, makes Windows another machine, and "
                        "machines with one SID refuse each other; --identity "
                        "none copies it as it is",
                        facts->layout.product);
    return err_fail(err,
                    "it is %s (%s), which no method knows; --identity "
                    "none copies it as it is",
                    facts->layout.product, facts->layout.type);
}

/* Its seed would tell the clone, too, that it is the source. */
static const struct disk *seed_of(const struct clone *clone)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        if (clone->disks[i].seed &&
            (!strcmp(clone->disks[i].choice.action, "share") ||
             !strcmp(clone->disks[i].choice.action, "copy")))
            return &clone->disks[i];
    return NULL;
}

static const char *choose(struct clone *clone, const struct guest_facts *facts)
{
    const struct disk *seed = seed_of(clone);

    strv_fmt(&clone->guest.steps, "auto: seal%s, for it is %s, %s booted%s%s",
             seed ? " and cloud-init" : "", facts->layout.product,
             facts->booted ? "was" : "was never",
             seed                          ? ", and has a seed on "
             : facts->cloud_init.installed ? ""
                                           : ", and has no cloud-init",
             seed ? seed->target : "");
    return seed ? "seal,cloud-init" : "seal";
}

char *guest_auto(struct clone *clone, struct err *err)
{
    const struct guest_facts *facts = guest_look(clone, err);

    if (!facts || (!guest_is_linux(facts) && refuse(facts, err))) {
        if (err->code != ERR_INTERRUPTED)
            err_wrap(err, "--identity auto");
        return NULL;
    }
    return mem_dup(choose(clone, facts));
}
