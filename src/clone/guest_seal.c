/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "seal": the copies are edited before anybody sees them. */
#include "base/mem.h"
#include "clone/clone.h"
#include "guest/seal.h"

/* The source's addresses beside the clone's, interface by interface. */
static void pair_macs(const struct clone *clone, struct strv *ret)
{
    AUTO(xml_nodes_done)
    struct xml_nodes old =
        xml_all(xml_root(clone->source.xml), "devices/interface");

    for (size_t i = 0; i < old.n; i++) {
        AUTO(free) char *mac = xml_get(old.v[i], "mac/@address");
        const char *new = mac ? map_find(clone, mac) : NULL;

        if (new)
            strv_add(ret, mac);
        if (new)
            strv_add(ret, new);
    }
}

static char *items(const struct clone *clone, bool reset)
{
    AUTO(strv_done) struct strv list = { 0 };

    for (const struct seal_item *item = seal_items; item->name; item++)
        if (seal_wants(&clone->guest.seal, item) == reset)
            strv_add(&list, item->name);
    return strv_join(&list, " ");
}

static int plan(struct clone *clone, struct err *err)
{
    AUTO(free) char *reset = items(clone, true);
    AUTO(free) char *kept = items(clone, false);

    bool many = clone->spec->names && clone->spec->names->n > 1;

    /* One appliance for many needs to know what it will find. */
    if (guest_reachable(clone, err) || (many && !guest_look(clone, err)))
        return -1;
    strv_fmt(&clone->guest.steps, "seal: host name '%s'; reset: %s",
             clone->guest.hostname, *reset ? reset : "nothing");
    strv_fmt(&clone->guest.steps, "seal: kept: %s", *kept ? kept : "nothing");
    return 0;
}

static int edit(struct clone *clone, struct guest_fs *fs, struct err *err)
{
    AUTO(strv_done) struct strv macs = { 0 };
    AUTO(strv_done) struct strv done = { 0 };
    struct seal seal = {
        .fs = fs,
        .part = SEAL_ALL,
        .hostname = clone->guest.hostname,
        .macs = &macs,
        .choices = &clone->guest.seal,
        .done = &done,
        .kept = &clone->guest.kept,
    };

    pair_macs(clone, &macs);
    return seal_run(&seal, err);
}

const struct guest_method guest_method_seal = {
    .name = "seal",
    .help = "edit the copied disks: ids, host name, SSH host keys, leases, "
            "MAC addresses",
    .plan = plan,
    .edit = edit,
};
