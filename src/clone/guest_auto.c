/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which methods suit a guest. The user is told which and why. */
#include "base/mem.h"
#include "clone/clone.h"

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

static const char *choose(struct clone *clone, const struct guest_facts *facts)
{
    strv_fmt(&clone->guest.steps, "auto: seal, for it is %s, %s booted%s",
             facts->layout.product, facts->booted ? "was" : "was never",
             facts->cloud_init.installed ? "" : ", and has no cloud-init");
    return "seal";
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
