/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/rename_inside.h"
#include "clone/lineage.h"

void rename_inside_done(struct rename_inside *renaming)
{
    guest_fs_free(renaming->fs);
    seal_files_done(&renaming->before);
    inside_done(&renaming->inside);
}

static int enter(struct rename_inside *renaming, struct err *err)
{
    return guest_fs_enter(renaming->fs, 0, renaming->inside.n, NULL, err);
}

static int leave(struct rename_inside *renaming, struct err *err)
{
    return guest_fs_leave(renaming->fs, err) ||
                   guest_fs_sync(renaming->fs, err)
               ? -1
               : 0;
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

/* What failed may have been the leaving; and a question's failure would keep
 * the files from being written. */
static void undo(struct rename_inside *renaming, struct err *err)
{
    struct err why = *err, back = ERR_INIT;
    bool entered = guest_fs_entered(renaming->fs);

    guest_forgive(renaming->fs);
    if ((entered || enter(renaming, &back) == 0) &&
        seal_name_back(renaming->fs, &renaming->before, &back) == 0 &&
        leave(renaming, &back) == 0)
        return;
    err_set(err, ERR_LEFTOVER,
            "%s\nthe host name inside may be changed in part: %s", why.text,
            back.text);
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
    if (seal_name(&seal, &ret->before, err) == 0 &&
        leave(ret, err) == 0)
        return 0;
    if (ret->before.n)
        undo(ret, err);
    return -1;
}

int rename_inside_back(struct rename_inside *renaming, struct err *err)
{
    if (!renaming->fs)
        return 0;
    if (enter(renaming, err) ||
        seal_name_back(renaming->fs, &renaming->before, err))
        return -1;
    return leave(renaming, err);
}
