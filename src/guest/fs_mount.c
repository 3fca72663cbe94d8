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

/* "btrfsvol:/dev/sda2/root" is a subvolume. */
bool guest_device_is_own(const struct guest_fs *fs, const char *device)
{
    if (str_starts(device, "btrfsvol:"))
        device += strlen("btrfsvol:");
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

static bool is_luks(struct guest_fs *fs, const char *device)
{
    AUTO(free) char *type = fs->lib.vfs_type(fs->g, device);

    return type && !strcmp(type, "crypto_LUKS");
}

/* Those of a list (taken over) that are the guest's and still closed. */
static int unlock_some(struct guest_fs *fs, char **list, struct err *err)
{
    AUTO(guest_list_free) char **found = list;

    if (!found)
        return guest_fs_err(fs, err, "cannot look for encrypted disks");
    for (size_t i = 0; found[i]; i++) {
        if (!guest_device_is_own(fs, found[i]) ||
            strv_has(&fs->opened, found[i]) || !is_luks(fs, found[i]))
            continue;
        if (unlock(fs, found[i], err))
            return -1;
        strv_add(&fs->opened, found[i]);
    }
    return 0;
}

/* A layer of LUKS; *ret_some: there was one. libguestfs does not count it
 * among file systems. */
static int unlock_all(struct guest_fs *fs, bool *ret_some, struct err *err)
{
    size_t before = fs->mapped.n;

    if (unlock_some(fs, fs->lib.list_devices(fs->g), err) ||
        unlock_some(fs, fs->lib.list_partitions(fs->g), err) ||
        unlock_some(fs, fs->lib.lvs(fs->g), err))
        return -1;
    *ret_some = fs->mapped.n > before;
    return 0;
}

/* LVM on LUKS, and LUKS on LVM, and no deeper. An appliance with one guest has
 * found its volume groups itself. */
static int open_layers(struct guest_fs *fs, struct err *err)
{
    bool some = true;

    if (fs->n != fs->n_drives && restrict_lvm(fs, err))
        return -1;
    for (int depth = 0; some && depth < 3; depth++)
        if (unlock_all(fs, &some, err) || (some && restrict_lvm(fs, err)))
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
        AUTO(free)
        char *own = guest_device_is_own(fs, found[i])
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
    return read_mounts(fs, root, err);
}

/* Whether two copies of it in one kernel are taken for parts of one. */
static bool is_entangled(const char *device, const char *type)
{
    static const char *const types[] = { "btrfs", "zfs_member", "bcache",
                                        NULL };

    return str_is_among(type, types) || str_starts(device, "/dev/md");
}

static bool is_alone(struct guest_fs *fs)
{
    AUTO(guest_list_free) char **found = fs->lib.list_filesystems(fs->g);
    bool alone = !found;

    for (size_t i = 0; found && found[i]; i += 2)
        alone |= is_entangled(found[i], found[i + 1]);
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
    AUTO(guest_list_free) char **volumes = fs->lib.pvs(fs->g);

    return fs->mapped.n || !volumes || *volumes;
}

/* All guests of the appliance are looked at whichever is entered, many seconds
 * each, and so where it can be only once. */
static char **find_roots(struct guest_fs *fs, struct err *err)
{
    bool layers = has_layers(fs);

    if (!fs->roots || fs->layers || layers) {
        guest_list_free(fs->roots);
        fs->layers = layers;
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
int guest_mount(struct guest_fs *fs, const char *device, const char *point,
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

        if (guest_mount(fs, device, mounts->v[i], err))
            return -1;
    }
    return 0;
}

/* Whether all is on plain partitions, so that there is nothing to open. */
static bool is_plain(const struct guest_layout *layout)
{
    for (size_t i = 1; i < layout->mounts.n; i += 2)
        if (!str_starts(layout->mounts.v[i], "/dev/sd"))
            return false;
    return true;
}

int guest_fs_enter(struct guest_fs *fs, size_t first, size_t n,
                   const struct guest_layout *known, struct err *err)
{
    fs->failed = (struct err)ERR_INIT;
    fs->entered = true;
    fs->first = first;
    fs->n = n;
    guest_layout_done(&fs->layout);
    if (!known && n == fs->n_drives && guest_plain_enter(fs))
        return 0;
    if (!(known && is_plain(known)) && open_layers(fs, err))
        return -1;
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

/* ---- damage ------------------------------------------------------------- */

/* What a kernel says of a file system that is not whole. */
static bool is_damage(const char *line, size_t n)
{
    static const char *const words[] = { "EXT4-fs error", "EXT2-fs error",
                                         "Corruption",    "BTRFS critical",
                                         "BTRFS error",   "I/O error" };

    for (size_t i = 0; i < COUNT(words); i++)
        if (memmem(line, n, words[i], strlen(words[i])))
            return true;
    return false;
}

/* A directory that cannot be read looks empty to who lists it, and a guest
 * would be half sealed: the appliance's kernel has noticed. */
static int check_damage(struct guest_fs *fs, struct err *err)
{
    AUTO(free) char *all = fs->lib.dmesg(fs->g);
    size_t length = all ? strlen(all) : 0;
    const char *line = all;

    if (!all)
        return guest_fs_err(fs, err, "cannot ask whether all could be read");
    line += fs->heard < length ? fs->heard : 0;
    fs->heard = length;
    while (*line) {
        size_t n = strcspn(line, "\n");
        const char *text = memchr(line, ']', n);

        if (is_damage(line, n))
            return err_fail(err, "the guest's file system is damaged: %.*s",
                            (int)(text ? line + n - text - 1 : (ptrdiff_t)n),
                            text ? text + 1 : line);
        line += n + (line[n] == '\n');
    }
    return 0;
}

static int unmount(struct guest_fs *fs, struct err *err)
{
    if (fs->lib.umount_all(fs->g))
        return guest_fs_err(fs, err, "cannot unmount the guest's disks");
    strv_done(&fs->opened);
    /* What is on LUKS keeps it open; what LUKS is on does not go yet. */
    if (fs->mapped.n)
        fs->lib.vg_activate_all(fs->g, 0);
    while (fs->mapped.n) {
        char *name = fs->mapped.v[fs->mapped.n - 1];

        if (fs->lib.cryptsetup_close(fs->g, name))
            return guest_fs_err(fs, err, "cannot close %s", name);
        free(name);
        fs->mapped.v[--fs->mapped.n] = NULL;
    }
    return 0;
}

int guest_fs_leave(struct guest_fs *fs, struct err *err)
{
    struct err ignored = ERR_INIT;
    int rc = check_damage(fs, err);

    fs->entered = false;
    return unmount(fs, rc ? &ignored : err) ? -1 : rc;
}
