/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the operating system of a guest, and mounting it. */
#include "base/mem.h"
#include "guest/fs_priv.h"

#include <string.h>

void guest_list_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

/* ---- LUKS and LVM ------------------------------------------------------- */

/* Copies of one volume group must not be seen together. */
static int restrict_lvm(struct guest_fs *fs, struct err *err)
{
    AUTO(strv_done) struct strv drives = { 0 };

    for (size_t i = fs->first; i < fs->first + fs->n; i++)
        strv_take(&drives, guest_drive_name(i));
    for (size_t i = 0; i < fs->mapped.n; i++)
        strv_add(&drives, fs->mapped.v[i]);
    if (fs->lib.lvm_set_filter(fs->g, drives.v))
        return guest_fs_err(fs, err, "cannot look for logical volumes");
    return 0;
}

bool guest_device_is_own(const struct guest_fs *fs, const char *device)
{
    for (size_t i = fs->first; i < fs->first + fs->n; i++) {
        AUTO(free) char *drive = guest_drive_name(i);
        size_t length = strlen(drive);

        if (!strncmp(device, drive, length) &&
            !(device[length] >= 'a' && device[length] <= 'z'))
            return true;
    }
    return str_starts(device, "/dev/") && !str_starts(device, "/dev/sd");
}

static int unlock(struct guest_fs *fs, const char *device, struct err *err)
{
    AUTO(free) char *name = mem_fmt("luks%zu", fs->mapped.n);

    for (size_t i = 0; i < fs->keys.n; i++)
        if (fs->lib.cryptsetup_open(fs->g, device, fs->keys.v[i], name, -1) ==
            0) {
            strv_fmt(&fs->mapped, "/dev/mapper/%s", name);
            return 0;
        }
    if (!fs->keys.n)
        return err_fail(err,
                        "%s is encrypted: --guest-key FILE gives its "
                        "passphrase",
                        device);
    return guest_fs_err(fs, err,
                        "%s is encrypted, and no passphrase that was "
                        "given opens it",
                        device);
}

/* A layer of LUKS; *ret_some: there was one. */
static int unlock_all(struct guest_fs *fs, bool *ret_some, struct err *err)
{
    AUTO(guest_list_free) char **found = fs->lib.list_filesystems(fs->g);
    size_t before = fs->mapped.n;

    if (!found)
        return guest_fs_err(fs, err, "cannot look for file systems");
    for (size_t i = 0; found[i]; i += 2)
        if (!strcmp(found[i + 1], "crypto_LUKS") &&
            guest_device_is_own(fs, found[i]) && unlock(fs, found[i], err))
            return -1;
    *ret_some = fs->mapped.n > before;
    return 0;
}

/* LVM on LUKS, and LUKS on LVM, and no deeper. */
static int open_layers(struct guest_fs *fs, struct err *err)
{
    bool some = true;

    if (restrict_lvm(fs, err))
        return -1;
    for (int depth = 0; some && depth < 3; depth++)
        if (unlock_all(fs, &some, err) ||
            (some && restrict_lvm(fs, err)))
            return -1;
    return 0;
}

/* ---- what is there ------------------------------------------------------ */

/* Some systems are called by their number alone: "12.5". */
static void name_product(struct guest_layout *layout)
{
    if (layout->product[0] >= '0' && layout->product[0] <= '9')
        mem_set(&layout->product,
                mem_fmt("%s %s", layout->distro, layout->product));
}

static void take(char **into, char *text)
{
    mem_set(into, text ? text : mem_dup("unknown"));
}

/* The outer ones first: a shorter mount point can hold a longer one. */
static void sort_mounts(struct strv *mounts)
{
    for (size_t i = 2; i < mounts->n; i += 2)
        for (size_t j = i; j && strlen(mounts->v[j]) < strlen(mounts->v[j - 2]);
             j -= 2)
            for (size_t k = 0; k < 2; k++) {
                char *swap = mounts->v[j + k];

                mounts->v[j + k] = mounts->v[j + k - 2];
                mounts->v[j + k - 2] = swap;
            }
}

/* The one of the guest's own devices with the UUID of another; or NULL. */
static char *own_twin(struct guest_fs *fs, const char *device)
{
    AUTO(guest_list_free) char **found = fs->lib.list_filesystems(fs->g);
    AUTO(free) char *uuid = fs->lib.vfs_uuid(fs->g, device);

    for (size_t i = 0; uuid && *uuid && found && found[i]; i += 2) {
        AUTO(free) char *own = guest_device_is_own(fs, found[i])
                                   ? fs->lib.vfs_uuid(fs->g, found[i])
                                   : NULL;

        if (str_eq(own, uuid))
            return mem_dup(found[i]);
    }
    return NULL;
}

/* Beside other guests libguestfs takes a UUID's device from any of those that
 * have it, and a name from the first guest. The caller frees the device. */
static char *own_device(struct guest_fs *fs, const char *device)
{
    char *twin;

    if (guest_device_is_own(fs, device))
        return mem_dup(device);
    twin = own_twin(fs, device);
    return twin ? twin : guest_drive_shift(device, fs->first);
}

static int read_mounts(struct guest_fs *fs, const char *root, struct err *err)
{
    AUTO(guest_list_free)
    char **found = fs->lib.inspect_get_mountpoints(fs->g, root);

    if (!found)
        return guest_fs_err(fs, err, "cannot find what the guest mounts");
    for (size_t i = 0; found[i] && found[i + 1]; i += 2) {
        strv_add(&fs->layout.mounts, found[i]);
        strv_take(&fs->layout.mounts, strcmp(found[i], "/")
                                          ? own_device(fs, found[i + 1])
                                          : mem_dup(root));
    }
    sort_mounts(&fs->layout.mounts);
    return 0;
}

static int read_layout(struct guest_fs *fs, const char *root, struct err *err)
{
    struct guest_layout *layout = &fs->layout;

    take(&layout->type, fs->lib.inspect_get_type(fs->g, root));
    take(&layout->distro, fs->lib.inspect_get_distro(fs->g, root));
    take(&layout->product, fs->lib.inspect_get_product_name(fs->g, root));
    name_product(layout);
    layout->major = fs->lib.inspect_get_major_version(fs->g, root);
    layout->minor = fs->lib.inspect_get_minor_version(fs->g, root);
    return read_mounts(fs, root, err);
}

static bool is_alone(struct guest_fs *fs)
{
    AUTO(guest_list_free) char **found = fs->lib.list_filesystems(fs->g);
    AUTO(guest_list_free) char **raids = fs->lib.list_md_devices(fs->g);
    bool alone = raids && *raids;

    for (size_t i = 0; found && found[i]; i += 2)
        if (!strcmp(found[i + 1], "btrfs") ||
            !strcmp(found[i + 1], "zfs_member") ||
            !strcmp(found[i + 1], "bcache"))
            alone = true;
    return alone;
}

static char *only_root(struct guest_fs *fs, char **roots, struct err *err)
{
    AUTO(strv_done) struct strv own = { 0 };
    AUTO(free) char *list = NULL;

    for (size_t i = 0; roots[i]; i++)
        if (guest_device_is_own(fs, roots[i]))
            strv_add(&own, roots[i]);
    if (own.n == 1)
        return mem_dup(own.v[0]);
    list = strv_join(&own, ", ");
    if (own.n)
        err_fail(err,
                 "there are %zu operating systems on its disks (%s), and "
                 "no way to tell which one is meant",
                 own.n, list);
    else if (guest_failed(fs, err) == 0)
        err_fail(err, "there is no operating system on its disks, or none "
                      "that libguestfs knows");
    return NULL;
}

/* LUKS and LVM show of the guests only the one that is entered. */
static bool has_layers(struct guest_fs *fs)
{
    AUTO(guest_list_free) char **found = fs->lib.list_filesystems(fs->g);
    AUTO(guest_list_free) char **volumes = fs->lib.pvs(fs->g);
    bool layers = !found || !volumes || *volumes;

    for (size_t i = 0; found && found[i]; i += 2)
        if (!strcmp(found[i + 1], "crypto_LUKS"))
            layers = true;
    return layers;
}

/* All guests of the appliance are looked at whichever is entered, many seconds
 * each, and so where it can be only once. */
static char **find_roots(struct guest_fs *fs, struct err *err)
{
    if (!fs->roots || fs->layers) {
        guest_list_free(fs->roots);
        fs->layers = has_layers(fs);
        fs->roots = fs->lib.inspect_os(fs->g);
    }
    if (!fs->roots)
        guest_fs_err(fs, err, "cannot look for an operating system");
    return fs->roots;
}

static int look(struct guest_fs *fs, struct err *err)
{
    char **roots = find_roots(fs, err);
    AUTO(free) char *root = roots ? only_root(fs, roots, err) : NULL;

    if (!root)
        return -1;
    fs->layout.alone = is_alone(fs);
    return read_layout(fs, root, err);
}

/* ---- mounting ----------------------------------------------------------- */

/* A device that fstab names and that is not there was left out already. */
static int mount_one(struct guest_fs *fs, const char *device, const char *point,
                     struct err *err)
{
    int rc = fs->readonly ? fs->lib.mount_ro(fs->g, device, point)
                          : fs->lib.mount(fs->g, device, point);

    if (rc)
        return guest_fs_err(fs, err, "cannot mount %s of the guest", point);
    return 0;
}

static int mount_all(struct guest_fs *fs, size_t first, struct err *err)
{
    const struct strv *mounts = &fs->layout.mounts;

    for (size_t i = 0; i + 1 < mounts->n; i += 2) {
        AUTO(free) char *device = guest_drive_shift(mounts->v[i + 1], first);

        if (mount_one(fs, device, mounts->v[i], err))
            return -1;
    }
    return 0;
}

int guest_fs_enter(struct guest_fs *fs, size_t first, size_t n,
                   const struct guest_layout *known, struct err *err)
{
    fs->failed = (struct err)ERR_INIT;
    fs->entered = true;
    fs->first = first;
    fs->n = n;
    if (open_layers(fs, err))
        return -1;
    guest_layout_done(&fs->layout);
    if (known)
        guest_layout_copy(&fs->layout, known);
    else if (look(fs, err))
        return -1;
    /* What was found on later drives is named as if they were the first. */
    return mount_all(fs, known ? first : 0, err);
}

const struct guest_layout *guest_fs_layout(const struct guest_fs *fs)
{
    return &fs->layout;
}

bool guest_fs_entered(const struct guest_fs *fs)
{
    return fs->entered;
}

int guest_fs_leave(struct guest_fs *fs, struct err *err)
{
    fs->entered = false;
    if (fs->lib.umount_all(fs->g))
        return guest_fs_err(fs, err, "cannot unmount the guest's disks");
    while (fs->mapped.n) {
        char *name = fs->mapped.v[fs->mapped.n - 1];

        if (fs->lib.cryptsetup_close(fs->g, name))
            return guest_fs_err(fs, err, "cannot close %s", name);
        free(name);
        fs->mapped.v[--fs->mapped.n] = NULL;
    }
    if (fs->lib.sync(fs->g))
        return guest_fs_err(fs, err, "cannot write back what was changed");
    return 0;
}
