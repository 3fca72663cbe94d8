/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that knows libguestfs, for guest/fs*.c alone. The library is
 * loaded when it is first needed, so that the program starts as fast and works
 * without it; a row is called as fs->lib.launch(fs->g).
 */
#ifndef GUEST_FS_PRIV_H
#define GUEST_FS_PRIV_H

#include "guest/fs.h"
#include "guest/guard.h"

#include <guestfs.h>

#define GUEST_LIB_ROWS(ROW)                                                    \
    ROW(add_drive_opts)                                                        \
    ROW(chmod)                                                                 \
    ROW(close)                                                                 \
    ROW(create)                                                                \
    ROW(cryptsetup_close)                                                      \
    ROW(cryptsetup_open)                                                       \
    ROW(dmesg)                                                                 \
    ROW(exists)                                                                \
    ROW(filesize)                                                              \
    ROW(get_hv)                                                                \
    ROW(get_pid)                                                               \
    ROW(glob_expand_opts)                                                      \
    ROW(inspect_get_distro)                                                    \
    ROW(inspect_get_mountpoints)                                               \
    ROW(inspect_get_product_name)                                              \
    ROW(inspect_get_type)                                                      \
    ROW(inspect_os)                                                            \
    ROW(is_dir_opts)                                                           \
    ROW(is_file_opts)                                                          \
    ROW(is_symlink)                                                            \
    ROW(last_error)                                                            \
    ROW(launch)                                                                \
    ROW(list_devices)                                                          \
    ROW(list_filesystems)                                                      \
    ROW(list_partitions)                                                       \
    ROW(lvm_set_filter)                                                        \
    ROW(lvs)                                                                   \
    ROW(mount)                                                                 \
    ROW(mount_ro)                                                              \
    ROW(pread)                                                                 \
    ROW(pvs)                                                                   \
    ROW(rm_rf)                                                                 \
    ROW(set_autosync)                                                          \
    ROW(set_backend)                                                           \
    ROW(set_backend_setting)                                                   \
    ROW(set_error_handler)                                                     \
    ROW(set_pgroup)                                                            \
    ROW(shutdown)                                                              \
    ROW(sync)                                                                  \
    ROW(umount_all)                                                            \
    ROW(upload)                                                                \
    ROW(vfs_type)                                                              \
    ROW(vfs_uuid)                                                              \
    ROW(vg_activate_all)                                                       \
    ROW(vgs)                                                                   \
    ROW(vguuid)                                                                \
    ROW(write)

struct guest_lib {
#define GUEST_LIB_MEMBER(name) __typeof__(guestfs_##name) *name;
    GUEST_LIB_ROWS(GUEST_LIB_MEMBER)
#undef GUEST_LIB_MEMBER
};

/* Load the library, which then stays; fails with what to install. */
int guest_lib_load(struct guest_lib *lib, struct err *err);

struct guest_fs {
    struct guest_lib lib;
    guestfs_h *g;
    struct guest_guard *guard;
    const atomic_bool *stop;
    bool readonly;
    size_t n_drives;
    struct strv keys;   /* passphrases */
    struct strv opened; /* LUKS: what it was in */
    struct strv mapped; /* what LUKS was opened as: /dev/mapper/... */
    struct guest_layout layout;
    bool entered;
    size_t first, n;   /* its drives */
    char **roots;      /* the operating systems that were found */
    bool layers;       /* there may be more, behind LUKS or LVM */
    size_t heard;      /* bytes of the appliance's kernel messages */
    struct err failed; /* the first failure of a question */
};

/* err with the library's last error, or that the user stopped it. */
int guest_fs_err(const struct guest_fs *fs, struct err *err, const char *fmt,
                 ...) __attribute__((format(printf, 3, 4)));
/* The same for a question: kept until somebody can be told. */
void guest_fs_note(struct guest_fs *fs, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* libguestfs's lists: NULL-ended, each text and the array freed. */
void guest_list_free(char **list);
CLEANUP_FUNC(char **, guest_list_free);
/* Mount a device of the guest's; read-only where nothing may be written. */
int guest_mount(struct guest_fs *fs, const char *device, const char *point,
                struct err *err);
/* Fill fs->layout, and mount it, if the only guest of the appliance is plain;
 * else nothing is mounted. */
bool guest_plain_enter(struct guest_fs *fs);
/* Whether a device is the guest's that is entered. */
bool guest_device_is_own(const struct guest_fs *fs, const char *device);

/* "/dev/sda" for 0. The caller frees it. */
char *guest_drive_name(size_t index);
/* "/dev/sdc2" for "/dev/sda2" and 2; other names stay. The caller frees it. */
char *guest_drive_shift(const char *device, size_t by);

#endif
