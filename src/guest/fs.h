/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files inside disk images, through libguestfs: a small virtual machine
 * (the appliance) mounts the images' file systems, so that no file system of a
 * guest is ever read by this machine's kernel, and no path in there can lead
 * out to the host.
 *
 * One appliance can hold the drives of many guests; it looks at one of them at
 * a time:
 *
 *     fs = guest_fs_open(&how, err);
 *     guest_fs_enter(fs, 0, 2, NULL, err);      drives 0 and 1: one guest
 *     text = guest_read(fs, "/etc/hostname", NULL);
 *     guest_write(fs, "/etc/hostname", "web01\n", err);
 *     guest_fs_leave(fs, err);
 *     guest_fs_close(fs, err);                  now it is on the disks
 *
 * One thread at a time. Paths are the guest's, absolute. What asks returns no,
 * NULL or nothing when it fails, and the failure is kept: guest_failed(), and
 * each function with an err, tells the first one.
 */
#ifndef GUEST_FS_H
#define GUEST_FS_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>

struct guest_fs;

struct guest_drive {
    const char *path, *format; /* "raw", "qcow2": never guessed */
};

/* `{ 0 }` is empty. */
struct guest_drives {
    struct guest_drive *v;
    size_t n;
};
void guest_drives_add(struct guest_drives *drives, const char *path,
                      const char *format);
static inline void guest_drives_done(struct guest_drives *drives)
{
    free(drives->v);
}
CLEANUP_DONE(struct guest_drives, guest_drives_done);

struct guest_open {
    const struct guest_drives *drives;
    bool readonly;           /* what is written goes nowhere */
    const struct strv *keys; /* passphrases to try on LUKS; NULL: none */
    const atomic_bool *stop; /* set: all fails within a second */
};

/* What was found on the drives of a guest. */
struct guest_layout {
    struct strv mounts; /* mount point, device, mount point ... the outer ones
                           first; /dev/sda is the guest's first drive */
    char *type;         /* "linux", "windows" ... */
    char *distro;       /* "debian", "rhel" ...; "unknown" */
    char *product;      /* "Debian GNU/Linux 12 (bookworm)" */
    bool alone; /* needs an appliance of its own: two copies of it (btrfs, MD)
                   would be taken for parts of one */
};
void guest_layout_done(struct guest_layout *layout);
void guest_layout_copy(struct guest_layout *to,
                       const struct guest_layout *from);

/* Whether libguestfs is there. Fails with what to install. */
int guest_fs_available(struct err *err);

/* Start an appliance: many seconds. Texts are copied. */
struct guest_fs *guest_fs_open(const struct guest_open *how, struct err *err);

/* Mount the guest on drives first to first + n - 1. known: what was found on
 * others that they are copies of; NULL: look. Fails when there is not exactly
 * one operating system. */
int guest_fs_enter(struct guest_fs *fs, size_t first, size_t n,
                   const struct guest_layout *known, struct err *err);
/* Of the guest that is mounted. */
const struct guest_layout *guest_fs_layout(const struct guest_fs *fs);
bool guest_fs_entered(const struct guest_fs *fs);
int guest_fs_leave(struct guest_fs *fs, struct err *err);
/* What was written to guests that were left is on the drives when this
 * succeeds. It takes a second, and longer with many drives. */
int guest_fs_sync(struct guest_fs *fs, struct err *err);

/* End the appliance. What was written is on the drives when this succeeds. */
int guest_fs_close(struct guest_fs *fs, struct err *err);
/* The same, when nobody cares any more. */
void guest_fs_free(struct guest_fs *fs);
CLEANUP_FUNC(struct guest_fs *, guest_fs_free);

/* ---- questions ---- */

bool guest_exists(struct guest_fs *fs, const char *path);
bool guest_is_file(struct guest_fs *fs, const char *path); /* or link to one */
bool guest_is_dir(struct guest_fs *fs, const char *path);  /* or link to one */
bool guest_is_link(struct guest_fs *fs, const char *path);
/* The text of a file, of at most GUEST_READ_MAX bytes; NULL when there is no
 * regular file. n (may be NULL) gets its length. The caller frees it. */
enum { GUEST_READ_MAX = 4 << 20 };
char *guest_read(struct guest_fs *fs, const char *path, size_t *n);
/* Add what matches a pattern of the shell's, sorted. */
void guest_glob(struct guest_fs *fs, const char *pattern, struct strv *into);
/* The UUIDs of its file systems and of what they stand on: kind, UUID, kind,
 * UUID ... with the kinds "file system", "LUKS", "LVM". */
int guest_uuids(struct guest_fs *fs, struct strv *ret, struct err *err);
/* The first failure of a question, or 0. */
int guest_failed(const struct guest_fs *fs, struct err *err);
/* It was told, and more questions may be asked. */
void guest_forgive(struct guest_fs *fs);

/* ---- edits ---- */

/* An existing file keeps its mode, owner and label; a new one is root's, 0644.
 * What is there and no file is left alone, with an error. */
int guest_write(struct guest_fs *fs, const char *path, const char *text,
                struct err *err);
int guest_write_bytes(struct guest_fs *fs, const char *path,
                      const struct buf *bytes, struct err *err);
/* A file of this machine's. */
int guest_upload(struct guest_fs *fs, const char *file, const char *path,
                 struct err *err);
int guest_mode(struct guest_fs *fs, const char *path, unsigned mode,
               struct err *err);
/* A file, a link, or a directory with all that is in it; nothing there is
 * fine. */
int guest_remove(struct guest_fs *fs, const char *path, struct err *err);

#endif
