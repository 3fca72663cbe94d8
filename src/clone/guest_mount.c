/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The appliance of a clone, from its first use on until it is whole. */
#include "clone/clone.h"
#include "clone/passphrases.h"

static const struct guest_layout *known(const struct clone *clone)
{
    return clone->guest.layout.type ? &clone->guest.layout : NULL;
}

static struct guest_fs *start(struct clone *clone, struct err *err)
{
    AUTO(guest_drives_done) struct guest_drives drives = { 0 };
    AUTO(passphrases_done) struct strv keys = { 0 };
    struct guest_open how = {
        .drives = &drives,
        .keys = &keys,
        .stop = clone->spec->stop,
    };
    AUTO(guest_fs_free) struct guest_fs *fs = NULL;

    if (guest_reachable(clone, err) || guest_passphrases(clone, &keys, err))
        return NULL;
    guest_copies(clone, &drives);
    fs = guest_fs_open(&how, err);
    if (!fs || guest_fs_enter(fs, 0, drives.n, known(clone), err))
        return NULL;
    return TAKE(fs);
}

struct guest_fs *guest_enter(struct clone *clone, struct err *err)
{
    struct clone_guest *guest = &clone->guest;

    if (!guest->fs) {
        guest->fs = start(clone, err);
        guest->own_fs = guest->fs != NULL;
    }
    return guest->fs;
}

int guest_leave(struct clone *clone, struct err *err)
{
    struct clone_guest *guest = &clone->guest;
    int rc;

    if (!guest->fs || !guest->own_fs)
        return 0;
    rc = guest_fs_close(guest->fs, err);
    guest_drop(clone);
    return rc;
}

void guest_drop(struct clone *clone)
{
    struct clone_guest *guest = &clone->guest;

    if (guest->own_fs)
        guest_fs_free(guest->fs);
    guest->own_fs = false;
    guest->fs = NULL;
}
