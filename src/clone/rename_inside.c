/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/rename_inside.h"
#include "clone/lineage.h"
#include "guest/seal.h"

void rename_inside_done(struct rename_inside *renaming)
{
    guest_fs_free(renaming->fs);
    strv_done(&renaming->before);
    inside_done(&renaming->inside);
}

static int enter(struct rename_inside *renaming, struct err *err)
{
    return guest_fs_enter(renaming->fs, 0, renaming->inside.n, NULL, err);
}

static int open_it(const struct rename_spec *spec,
                   struct rename_inside *renaming, struct err *err)
{
    AUTO(guest_drives_done) struct guest_drives drives = { 0 };
    struct guest_open how = {
        .drives = &drives,
        .keys = &renaming->inside.keys,
        .stop = spec->stop,
    };

    if (guest_fs_available(err) ||
        inside_read(spec->domain, spec->key_files, &renaming->inside, err) ||
        lineage_guard(virDomainGetConnect(spec->domain), spec->domain,
                      "change the host name in", err))
        return -1;
    inside_drives(&renaming->inside, &drives);
    renaming->fs = guest_fs_open(&how, err);
    return renaming->fs ? enter(renaming, err) : -1;
}

/* The appliance stays for the way back: to start one takes long, and may fail.
 */
int rename_inside(const struct rename_spec *spec, struct rename_inside *ret,
                  struct err *err)
{
    struct seal seal = { .hostname = spec->hostname };

    if (open_it(spec, ret, err))
        return -1;
    seal.fs = ret->fs;
    if (seal_name(&seal, &ret->before, err) == 0)
        return guest_fs_leave(ret->fs, err);
    seal_name_back(ret->fs, &ret->before, &(struct err)ERR_INIT);
    guest_fs_leave(ret->fs, &(struct err)ERR_INIT);
    return -1;
}

int rename_inside_back(struct rename_inside *renaming, struct err *err)
{
    if (!renaming->fs)
        return 0;
    if (enter(renaming, err) ||
        seal_name_back(renaming->fs, &renaming->before, err))
        return -1;
    return guest_fs_leave(renaming->fs, err);
}
