/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of fs*.c where libguestfs was left out of the build: nothing can be
 * opened, so that nothing else is ever asked. */
#include "guest/fs.h"

int guest_fs_available(struct err *err)
{
    return err_fail(err, "virt-twin was built without libguestfs, which opens "
                         "the guest's file systems: install libguestfs-dev "
                         "(Debian) or libguestfs-devel (Fedora, RHEL, SUSE) "
                         "and build it anew");
}

struct guest_fs *guest_fs_open(const struct guest_open *how, struct err *err)
{
    (void)how;
    guest_fs_available(err);
    return NULL;
}

#define NEVER(type, name, ...)                                                 \
    type name(__VA_ARGS__)                                                     \
    {                                                                          \
        abort();                                                               \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"

void guest_fs_free(struct guest_fs *fs)
{
    (void)fs;
}

NEVER(int, guest_fs_enter, struct guest_fs *fs, size_t first, size_t n,
      const struct guest_layout *known, struct err *err)
NEVER(const struct guest_layout *, guest_fs_layout, const struct guest_fs *fs)
NEVER(bool, guest_fs_entered, const struct guest_fs *fs)
NEVER(int, guest_uuids, struct guest_fs *fs, struct strv *ret, struct err *err)
NEVER(int, guest_fs_leave, struct guest_fs *fs, struct err *err)
NEVER(int, guest_fs_sync, struct guest_fs *fs, struct err *err)
NEVER(int, guest_fs_close, struct guest_fs *fs, struct err *err)
NEVER(bool, guest_exists, struct guest_fs *fs, const char *path)
NEVER(bool, guest_is_file, struct guest_fs *fs, const char *path)
NEVER(bool, guest_is_dir, struct guest_fs *fs, const char *path)
NEVER(bool, guest_is_link, struct guest_fs *fs, const char *path)
NEVER(char *, guest_read, struct guest_fs *fs, const char *path, size_t *n)
NEVER(void, guest_glob, struct guest_fs *fs, const char *pattern,
      struct strv *into)
NEVER(int, guest_failed, const struct guest_fs *fs, struct err *err)
NEVER(void, guest_forgive, struct guest_fs *fs)
NEVER(int, guest_write, struct guest_fs *fs, const char *path, const char *text,
      struct err *err)
NEVER(int, guest_write_bytes, struct guest_fs *fs, const char *path,
      const struct buf *bytes, struct err *err)
NEVER(int, guest_upload, struct guest_fs *fs, const char *file,
      const char *path, struct err *err)
NEVER(int, guest_mode, struct guest_fs *fs, const char *path, unsigned mode,
      struct err *err)
NEVER(int, guest_remove, struct guest_fs *fs, const char *path, struct err *err)
