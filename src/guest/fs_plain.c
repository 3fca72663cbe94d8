/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Most guests are plain: one file system with a Linux in it, on a disk or a
 * partition, and one that the firmware starts from. libguestfs's inspection
 * takes nearly as long as the start of the appliance, for it reads fstab with
 * all that Augeas knows. What is not seen to be plain is left to it.
 */
#include "base/mem.h"
#include "guest/fs_priv.h"

#include <string.h>

/* What there is, by device; texts of the lists. */
struct plain {
    const char *root, *efi;
};

/* ---- file systems ------------------------------------------------------- */

/* False: there is one too many, or one that is looked at with more care. */
static bool take_one(struct plain *plain, const char *device, const char *type)
{
    static const char *const roots[] = { "ext2", "ext3", "ext4", "xfs", NULL };
    static const char *const others[] = { "swap", "", NULL };
    const char **slot = str_is_among(type, roots) ? &plain->root
                        : !strcmp(type, "vfat")   ? &plain->efi
                                                  : NULL;

    if (!str_starts(device, "/dev/sd"))
        return false;
    if (!slot)
        return str_is_among(type, others);
    if (*slot)
        return false;
    *slot = device;
    return true;
}

/* /dev/sda1 is of /dev/sda, and /dev/sdaa1 is not. */
static bool has_partitions(const char *device, char **partitions)
{
    size_t n = strlen(device);

    for (; *partitions; partitions++)
        if (str_starts(*partitions, device) && (*partitions)[n] < 'a')
            return true;
    return false;
}

static bool take_device(struct guest_fs *fs, struct plain *plain,
                        const char *device)
{
    AUTO(free) char *type = fs->lib.vfs_type(fs->g, device);

    return type && take_one(plain, device, type);
}

/* list_filesystems() would look for volume groups and arrays as well, which
 * takes twice as long: their parts are seen here. */
static bool take_all(struct guest_fs *fs, struct plain *plain,
                     const struct strv *drives, char **partitions)
{
    for (size_t i = 0; i < drives->n; i++)
        if (!has_partitions(drives->v[i], partitions) &&
            !take_device(fs, plain, drives->v[i]))
            return false;
    for (; *partitions; partitions++)
        if (!take_device(fs, plain, *partitions))
            return false;
    return plain->root;
}

/* ---- the system --------------------------------------------------------- */

/* The value of KEY=VALUE or KEY="VALUE", or NULL. */
static char *release_value(const char *text, const char *key)
{
    size_t n = strlen(key);

    for (; text; text = strchr(text, '\n')) {
        text += *text == '\n';
        if (strncmp(text, key, n) != 0 || text[n] != '=')
            continue;
        text += n + 1;
        text += *text == '"' || *text == '\'';
        return mem_ndup(text, strcspn(text, "\"'\r\n"));
    }
    return NULL;
}

static bool read_release(struct guest_fs *fs)
{
    struct guest_layout *layout = &fs->layout;
    AUTO(free) char *text = guest_read(fs, "/etc/os-release", NULL);
    char *product = release_value(text, "PRETTY_NAME");

    if (!product)
        product = release_value(text, "NAME");
    if (!product)
        return false;
    layout->product = product;
    layout->type = mem_dup("linux");
    return true;
}

/* ---- what it mounts ----------------------------------------------------- */

static bool is_elsewhere(const char *type)
{
    static const char *const types[] = {
        "tmpfs",   "proc", "sysfs",  "devpts",      "cgroup",  "cgroup2",
        "nfs",     "nfs4", "cifs",   "9p",          "iso9660", "virtiofs",
        "debugfs", "swap", "mqueue", "udf,iso9660", NULL,
    };

    return str_is_among(type, types);
}

/* A line of fstab; the EFI partition is mounted where it says. */
static bool take_line(struct guest_fs *fs, struct plain *plain, char *line)
{
    static const char *const points[] = { "/boot/efi", "/efi", "/boot", NULL };
    char *rest = NULL;
    const char *spec = strtok_r(line, " \t\r", &rest);
    const char *point = spec ? strtok_r(NULL, " \t\r", &rest) : NULL;
    const char *type = point ? strtok_r(NULL, " \t\r", &rest) : NULL;

    if (!spec || *spec == '#')
        return true;
    if (!type || *point != '/' || !point[1] || is_elsewhere(type))
        return type;
    if (strcmp(type, "vfat") != 0 || !plain->efi ||
        !str_is_among(point, points))
        return false;
    strv_add(&fs->layout.mounts, point);
    strv_add(&fs->layout.mounts, plain->efi);
    plain->efi = NULL;
    return true;
}

static bool read_fstab(struct guest_fs *fs, struct plain *plain)
{
    AUTO(free) char *text = guest_read(fs, "/etc/fstab", NULL);
    char *rest = NULL;

    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        if (!take_line(fs, plain, line))
            return false;
    return text;
}

/* ---- both --------------------------------------------------------------- */

static bool enter(struct guest_fs *fs, struct plain *plain)
{
    struct strv *mounts = &fs->layout.mounts;
    struct err ignored = ERR_INIT;

    strv_add(mounts, "/");
    strv_add(mounts, plain->root);
    return guest_mount(fs, plain->root, "/", &ignored) == 0 &&
           read_release(fs) && read_fstab(fs, plain) && !fs->failed.code &&
           (mounts->n == 2 ||
            guest_mount(fs, mounts->v[3], mounts->v[2], &ignored) == 0);
}

bool guest_plain_enter(struct guest_fs *fs)
{
    AUTO(guest_list_free) char **partitions = fs->lib.list_partitions(fs->g);
    AUTO(strv_done) struct strv drives = { 0 };
    struct plain plain = { 0 };

    for (size_t i = 0; i < fs->n_drives; i++)
        strv_take(&drives, guest_drive_name(i));
    if (partitions && take_all(fs, &plain, &drives, partitions) &&
        enter(fs, &plain))
        return true;
    fs->lib.umount_all(fs->g);
    guest_layout_done(&fs->layout);
    guest_forgive(fs);
    return false;
}
