/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UUIDs on a guest's disks. */
#include "guest/fs_priv.h"

#include <string.h>

static void take(const char *kind, char *uuid, struct strv *ret)
{
    if (uuid && *uuid) {
        strv_add(ret, kind);
        strv_add(ret, uuid);
    }
    free(uuid);
}

/* What has no UUID (an empty partition) is no failure. */
static int file_systems(struct guest_fs *fs, struct strv *ret, struct err *err)
{
    AUTO(guest_list_free) char **found = fs->lib.list_filesystems(fs->g);

    if (!found)
        return guest_fs_err(fs, err, "cannot look for file systems");
    for (size_t i = 0; found[i]; i += 2)
        if (guest_device_is_own(fs, found[i]))
            take("file system", fs->lib.vfs_uuid(fs->g, found[i]), ret);
    for (size_t i = 0; i < fs->opened.n; i++)
        take("LUKS", fs->lib.vfs_uuid(fs->g, fs->opened.v[i]), ret);
    return 0;
}

/* LVM shows those of this guest only. */
static int volumes(struct guest_fs *fs, struct strv *ret, struct err *err)
{
    AUTO(guest_list_free) char **disks = fs->lib.pvs(fs->g);
    AUTO(guest_list_free) char **groups = fs->lib.vgs(fs->g);

    if (!disks || !groups)
        return guest_fs_err(fs, err, "cannot look for logical volumes");
    for (size_t i = 0; disks[i]; i++)
        take("LVM", fs->lib.vfs_uuid(fs->g, disks[i]), ret);
    for (size_t i = 0; groups[i]; i++)
        take("LVM", fs->lib.vguuid(fs->g, groups[i]), ret);
    return 0;
}

int guest_uuids(struct guest_fs *fs, struct strv *ret, struct err *err)
{
    return file_systems(fs, ret, err) || volumes(fs, ret, err) ? -1 : 0;
}
