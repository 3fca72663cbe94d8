/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about a guest's files, and edits of them. */
#include "base/mem.h"
#include "guest/fs_priv.h"

#include <string.h>

enum { CHUNK = 1 << 20 };

/* ---- questions ---------------------------------------------------------- */

static bool answer(struct guest_fs *fs, int rc, const char *path)
{
    if (rc < 0)
        guest_fs_note(fs, "cannot look at %s in the guest", path);
    return rc > 0;
}

bool guest_exists(struct guest_fs *fs, const char *path)
{
    return !fs->failed.code && answer(fs, fs->lib.exists(fs->g, path), path);
}

bool guest_is_file(struct guest_fs *fs, const char *path)
{
    return !fs->failed.code &&
           answer(fs,
                  fs->lib.is_file_opts(
                      fs->g, path, GUESTFS_IS_FILE_OPTS_FOLLOWSYMLINKS, 1, -1),
                  path);
}

bool guest_is_dir(struct guest_fs *fs, const char *path)
{
    return !fs->failed.code &&
           answer(fs,
                  fs->lib.is_dir_opts(
                      fs->g, path, GUESTFS_IS_DIR_OPTS_FOLLOWSYMLINKS, 1, -1),
                  path);
}

bool guest_is_link(struct guest_fs *fs, const char *path)
{
    return !fs->failed.code &&
           answer(fs, fs->lib.is_symlink(fs->g, path), path);
}

/* The size of a file that can be read; else -1, and why is kept. */
static int64_t size_of(struct guest_fs *fs, const char *path)
{
    int64_t size = fs->lib.filesize(fs->g, path);

    if (size < 0)
        guest_fs_note(fs, "cannot look at %s in the guest", path);
    if (size <= GUEST_READ_MAX)
        return size;
    err_fail(&fs->failed, "%s in the guest is %s: more than is read", path,
             str_size((uint64_t)size).text);
    return -1;
}

/* libguestfs has a limit for one answer. */
static bool read_all(struct guest_fs *fs, const char *path, int64_t size,
                     struct buf *into)
{
    while ((int64_t)into->n < size) {
        size_t n = 0;
        AUTO(free)
        char *text = fs->lib.pread(fs->g, path, CHUNK, (int64_t)into->n, &n);

        if (!text)
            guest_fs_note(fs, "cannot read %s in the guest", path);
        if (!text || !n)
            return text;
        buf_addn(into, text, n);
    }
    return true;
}

/* A pipe or a device is never opened. */
char *guest_read(struct guest_fs *fs, const char *path, size_t *n)
{
    AUTO(buf_done) struct buf text = { 0 };
    int64_t size = guest_is_file(fs, path) ? size_of(fs, path) : -1;

    if (size < 0 || !read_all(fs, path, size, &text))
        return NULL;
    if (n)
        *n = text.n;
    return buf_take(&text);
}

void guest_glob(struct guest_fs *fs, const char *pattern, struct strv *into)
{
    char **found = fs->failed.code
                       ? NULL
                       : fs->lib.glob_expand_opts(
                             fs->g, pattern,
                             GUESTFS_GLOB_EXPAND_OPTS_DIRECTORYSLASH, 0, -1);

    if (!found && !fs->failed.code)
        guest_fs_note(fs, "cannot look for %.60s in the guest", pattern);
    for (size_t i = 0; found && found[i]; i++)
        strv_take(into, found[i]);
    free(found);
}

/* ---- edits -------------------------------------------------------------- */

/* A pipe would never be written, and a device is a disk of the appliance. */
static int check_file(struct guest_fs *fs, const char *path, struct err *err)
{
    if (!guest_is_file(fs, path) && guest_exists(fs, path))
        return err_fail(err, "%s in the guest is no regular file", path);
    return guest_failed(fs, err);
}

int guest_write_bytes(struct guest_fs *fs, const char *path,
                      const struct buf *bytes, struct err *err)
{
    if (check_file(fs, path, err))
        return -1;
    if (fs->lib.write(fs->g, path, bytes->n ? bytes->text : "", bytes->n))
        return guest_fs_err(fs, err, "cannot write %s in the guest", path);
    return 0;
}

int guest_write(struct guest_fs *fs, const char *path, const char *text,
                struct err *err)
{
    struct buf bytes = { .text = (char *)text, .n = strlen(text) };

    return guest_write_bytes(fs, path, &bytes, err);
}

int guest_upload(struct guest_fs *fs, const char *file, const char *path,
                 struct err *err)
{
    if (check_file(fs, path, err))
        return -1;
    if (fs->lib.upload(fs->g, file, path))
        return guest_fs_err(fs, err, "cannot copy '%s' to %s in the guest",
                            file, path);
    return 0;
}

int guest_mode(struct guest_fs *fs, const char *path, unsigned mode,
               struct err *err)
{
    if (guest_failed(fs, err))
        return -1;
    if (fs->lib.chmod(fs->g, (int)mode, path))
        return guest_fs_err(fs, err,
                            "cannot change the mode of %s in the "
                            "guest",
                            path);
    return 0;
}

int guest_remove(struct guest_fs *fs, const char *path, struct err *err)
{
    if (guest_failed(fs, err))
        return -1;
    if (fs->lib.rm_rf(fs->g, path))
        return guest_fs_err(fs, err, "cannot remove %s in the guest", path);
    return 0;
}
