/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A libguestfs.so.0 for tests of all that is around it: it starts at once, and
 * whatever the disks are, on the first of a guest is a Debian without any
 * files. What is in a file system is for tests/guest/.
 *
 *   GUESTFS_LOG   a file that gets a line for each appliance, "launch DRIVES",
 *                 and for each file that is written, "write PATH"
 *   GUESTFS_FAIL  write: that cannot be done
 *   GUESTFS_SLOW  an appliance starts in a second, not at once
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

struct appliance {
    int drives;
    char error[256];
};

static void tell(const char *what, const char *of)
{
    const char *name = getenv("GUESTFS_LOG");
    FILE *file = name ? fopen(name, "ae") : NULL;

    if (!file)
        return;
    fprintf(file, "%s %s\n", what, of);
    fclose(file);
}

static int fail(struct appliance *g, const char *why, const char *of)
{
    snprintf(g->error, sizeof(g->error), "%s: %s", why, of);
    return -1;
}

/* ---- the appliance ------------------------------------------------------ */

EXPORT struct appliance *guestfs_create(void)
{
    return calloc(1, sizeof(struct appliance));
}

EXPORT void guestfs_close(struct appliance *g)
{
    free(g);
}

EXPORT const char *guestfs_last_error(struct appliance *g)
{
    return g->error;
}

/* Options are a number and its value, -1 ends them: 1 << 0 is read-only. */
EXPORT int guestfs_add_drive_opts(struct appliance *g, const char *path, ...)
{
    int key, readonly = 0;
    struct stat st;
    va_list ap;

    va_start(ap, path);
    while ((key = va_arg(ap, int)) != -1) {
        if (key == 0)
            readonly = va_arg(ap, int);
        else
            (void)va_arg(ap, char *);
    }
    va_end(ap);
    if (stat(path, &st))
        return fail(g, "no such file", path);
    if (!readonly && !(st.st_mode & 0222))
        return fail(g, "nobody may write to it", path);
    g->drives++;
    return 0;
}

EXPORT int guestfs_launch(struct appliance *g)
{
    char drives[16];

    snprintf(drives, sizeof(drives), "%d", g->drives);
    tell("launch", drives);
    if (getenv("GUESTFS_SLOW"))
        sleep(1);
    return 0;
}

EXPORT int guestfs_write(struct appliance *g, const char *path,
                         const char *bytes, size_t n)
{
    const char *what = getenv("GUESTFS_FAIL");

    (void)bytes;
    (void)n;
    if (what && !strcmp(what, "write"))
        return fail(g, "no space left on device", path);
    tell("write", path);
    return 0;
}

/* ---- what is on the disks ----------------------------------------------- */

static char **list(const char *a, const char *b)
{
    char **list = calloc(3, sizeof(*list));

    list[0] = a ? strdup(a) : NULL;
    list[1] = b ? strdup(b) : NULL;
    return list;
}

#define LIST(name, a, b)                                                       \
    EXPORT char **guestfs_##name(void)                                         \
    {                                                                          \
        return list(a, b);                                                     \
    }
LIST(inspect_os, "/dev/sda", NULL)
LIST(inspect_get_mountpoints, "/", "/dev/sda")
LIST(list_devices, "/dev/sda", NULL)
LIST(list_partitions, NULL, NULL)
LIST(list_filesystems, "/dev/sda", "ext4")
LIST(lvs, NULL, NULL)
LIST(pvs, NULL, NULL)
LIST(vgs, NULL, NULL)
LIST(glob_expand_opts, NULL, NULL)

#define TEXT(name, text)                                                       \
    EXPORT char *guestfs_##name(void)                                          \
    {                                                                          \
        return strdup(text);                                                   \
    }
TEXT(dmesg, "")
TEXT(get_hv, "")
TEXT(inspect_get_distro, "debian")
TEXT(inspect_get_product_name, "Debian")
TEXT(inspect_get_type, "linux")
TEXT(pread, "")
TEXT(vfs_type, "ext4")
TEXT(vfs_uuid, "")
TEXT(vguuid, "")

#define NUMBER(name, number)                                                   \
    EXPORT int64_t guestfs_##name(void)                                        \
    {                                                                          \
        return number;                                                         \
    }
NUMBER(chmod, 0)
NUMBER(cryptsetup_close, 0)
NUMBER(cryptsetup_open, 0)
NUMBER(exists, 0)
NUMBER(filesize, 0)
NUMBER(get_pid, -1)
NUMBER(is_dir_opts, 0)
NUMBER(is_file_opts, 0)
NUMBER(is_symlink, 0)
NUMBER(lvm_set_filter, 0)
NUMBER(mount, 0)
NUMBER(mount_ro, 0)
NUMBER(rm_rf, 0)
NUMBER(set_autosync, 0)
NUMBER(set_backend, 0)
NUMBER(set_backend_setting, 0)
NUMBER(set_error_handler, 0)
NUMBER(set_pgroup, 0)
NUMBER(shutdown, 0)
NUMBER(sync, 0)
NUMBER(umount_all, 0)
NUMBER(upload, 0)
NUMBER(vg_activate_all, 0)
