/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest that is a directory: the functions of guest/fs.h are these, not
 * libguestfs's. For the one file of a test that includes it.
 */
#ifndef TESTS_UNIT_GUEST_DIR_H
#define TESTS_UNIT_GUEST_DIR_H

#include "base/mem.h"
#include "guest/fs.h"
#include "tap.h"

#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

struct guest_fs {
    char root[32];
    struct guest_layout layout;
    struct strv written; /* paths */
};

static inline char *host_path(const struct guest_fs *fs, const char *path)
{
    return mem_fmt("%s%s", fs->root, path);
}

/* ---- guest/fs.h --------------------------------------------------------- */

void guest_fs_free(struct guest_fs *fs)
{
    (void)fs;
}

const struct guest_layout *guest_fs_layout(const struct guest_fs *fs)
{
    return &fs->layout;
}

static inline mode_t mode_of(struct guest_fs *fs, const char *path, bool follow)
{
    AUTO(free) char *real = host_path(fs, path);
    struct stat st;

    return (follow ? stat(real, &st) : lstat(real, &st)) ? 0 : st.st_mode;
}

bool guest_exists(struct guest_fs *fs, const char *path)
{
    return mode_of(fs, path, true);
}

bool guest_is_file(struct guest_fs *fs, const char *path)
{
    return S_ISREG(mode_of(fs, path, true));
}

bool guest_is_link(struct guest_fs *fs, const char *path)
{
    return S_ISLNK(mode_of(fs, path, false));
}

char *guest_read(struct guest_fs *fs, const char *path, size_t *n)
{
    AUTO(free) char *real = host_path(fs, path);
    AUTO(file_close)
    FILE *file = guest_is_file(fs, path) ? fopen(real, "r") : NULL;
    char *text = file ? mem_new(1 << 16, 1) : NULL;
    size_t got = file ? fread(text, 1, (1 << 16) - 1, file) : 0;

    if (n)
        *n = got;
    return text;
}

void guest_glob(struct guest_fs *fs, const char *pattern, struct strv *into)
{
    AUTO(free) char *real = host_path(fs, pattern);
    glob_t found;

    if (glob(real, GLOB_BRACE, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            strv_add(into, found.gl_pathv[i] + strlen(fs->root));
    globfree(&found);
}

int guest_failed(const struct guest_fs *fs, struct err *err)
{
    (void)fs, (void)err;
    return 0;
}

int guest_write_bytes(struct guest_fs *fs, const char *path,
                      const struct buf *bytes, struct err *err)
{
    AUTO(free) char *real = host_path(fs, path);
    AUTO(file_close) FILE *file = fopen(real, "w");

    strv_add(&fs->written, path);
    if (!file || fwrite(bytes->text, 1, bytes->n, file) != bytes->n)
        return err_sys(err, "cannot write %s", path);
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
    AUTO(file_close) FILE *in = fopen(file, "r");
    char text[1 << 13] = "";

    if (!in || !fread(text, 1, sizeof(text) - 1, in))
        return err_sys(err, "cannot read %s", file);
    return guest_write(fs, path, text, err);
}

static inline int unlink_one(const char *path, const struct stat *st, int type,
                             struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

int guest_remove(struct guest_fs *fs, const char *path, struct err *err)
{
    AUTO(free) char *real = host_path(fs, path);

    if (nftw(real, unlink_one, 16, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
        return err_sys(err, "cannot remove %s", path);
    return 0;
}

/* ---- a guest ------------------------------------------------------------ */

static inline void put(struct guest_fs *fs, const char *path, const char *text)
{
    struct err err = ERR_INIT;

    for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        AUTO(free)
        char *dir = mem_fmt("%s%.*s", fs->root, (int)(p - path), path);

        mkdir(dir, 0755);
    }
    if (guest_write(fs, path, text, &err))
        tap_note("error", err.text);
}

static inline const char *get(struct guest_fs *fs, const char *path)
{
    static char text[4096];
    AUTO(free) char *found = guest_read(fs, path, NULL);

    snprintf(text, sizeof(text), "%s", found ? found : "(none)");
    return text;
}

static inline void guest_new(struct guest_fs *fs)
{
    *fs = (struct guest_fs){ .root = "/tmp/test-guest-XXXXXX" };
    if (!mkdtemp(fs->root))
        exit(EXIT_FAILURE);
    fs->layout.type = mem_dup("linux");
    fs->layout.product = mem_dup("Test 1");
    put(fs, "/usr/lib/systemd/libsystemd-shared-252.so", "");
    put(fs, "/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    put(fs, "/var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef\n");
    put(fs, "/etc/hostname", "web\n");
}

static inline void guest_end(struct guest_fs *fs)
{
    nftw(fs->root, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
    guest_layout_done(&fs->layout);
    strv_done(&fs->written);
}

#endif
