/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "seal": the copies are edited before anybody sees them. */
#include "base/mem.h"
#include "clone/clone.h"
#include "guest/seal.h"

/* What is sealed in it, when the rest is in a base. */
static enum seal_part part_of(const struct clone *clone)
{
    if (!clone->spec->seal_once)
        return SEAL_ALL;
    return clone == clone->spec->shared->sealed.base ? SEAL_COMMON : SEAL_OWN;
}

static char *items(const struct clone *clone, bool reset)
{
    AUTO(strv_done) struct strv list = { 0 };

    for (const struct seal_item *item = seal_items; item->name; item++)
        if ((item->part & part_of(clone)) &&
            seal_wants(&clone->guest.seal, item) == reset)
            strv_add(&list, item->name);
    return list.n ? strv_join(&list, " ") : mem_dup("nothing");
}

/* One appliance for many needs to know what it will find; a base is one that
 * has been looked at by then. */
static bool must_look(const struct clone *clone)
{
    return clone->spec->names && clone->spec->names->n > 1 &&
           !clone->spec->seal_once;
}

static int plan(struct clone *clone, struct err *err)
{
    AUTO(free) char *reset = items(clone, true);
    AUTO(free) char *kept = items(clone, false);

    if (guest_reachable(clone, err) ||
        (must_look(clone) && !guest_look(clone, err)))
        return -1;
    strv_fmt(&clone->guest.steps, "seal: host name '%s'; reset: %s",
             clone->guest.hostname, reset);
    strv_fmt(&clone->guest.steps, "seal: kept%s: %s",
             part_of(clone) == SEAL_OWN ? " of what is its own" : "", kept);
    return 0;
}

static int edit(struct clone *clone, struct guest_fs *fs, struct err *err)
{
    AUTO(strv_done) struct strv macs = { 0 };
    AUTO(strv_done) struct strv done = { 0 };
    struct seal seal = {
        .fs = fs,
        .part = part_of(clone),
        .hostname = clone->guest.hostname,
        .macs = &macs,
        .choices = &clone->guest.seal,
        .done = &done,
        .kept = &clone->guest.kept,
    };

    guest_macs(clone, &macs);
    return seal_run(&seal, err);
}

const struct guest_method guest_method_seal = {
    .name = "seal",
    .help = "edit the copied disks: ids, host name, SSH host keys, leases, "
            "MAC addresses",
    .plan = plan,
    .edit = edit,
};
