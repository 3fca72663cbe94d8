/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and directories on the undo stack. */
#include "base/mem.h"
#include "base/undo.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#ifndef EXFAT_SUPER_MAGIC
#define EXFAT_SUPER_MAGIC 0x2011BAB0UL
#endif

/* What tells one file from any other, also from a later one that got its
 * inode: as text, for the journal. */
struct file_id {
    char text[64];
};

/* FAT has no inodes: its numbers are made up, until memory is short. */
static bool has_inodes(int fd)
{
    struct statfs fs;

    return fstatfs(fd, &fs) == 0 &&
           (unsigned long)fs.f_type != MSDOS_SUPER_MAGIC &&
           (unsigned long)fs.f_type != EXFAT_SUPER_MAGIC;
}

/* The device's number is another one when the file system is mounted anew
 * (btrfs, NFS, a loop device): it counts only where nothing else does. */
static int file_id(int fd, struct file_id *ret)
{
    struct statx stx;

    if (statx(fd, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &stx))
        return -1;
    if (!has_inodes(fd))
        stx.stx_ino = 0;
    if (stx.stx_mask & STATX_BTIME)
        snprintf(ret->text, sizeof(ret->text), "%llu/%lld.%09u",
                 (unsigned long long)stx.stx_ino,
                 (long long)stx.stx_btime.tv_sec, stx.stx_btime.tv_nsec);
    else
        snprintf(ret->text, sizeof(ret->text), "%u:%u/%llu", stx.stx_dev_major,
                 stx.stx_dev_minor, (unsigned long long)stx.stx_ino);
    return 0;
}

static char *directory_of(const char *path)
{
    size_t n = (size_t)(strrchr(path, '/') - path);

    return mem_ndup(path, n ? n : 1);
}

static int dir_id(const char *path, struct file_id *ret)
{
    AUTO(free) char *dir = directory_of(path);
    AUTO(fd_close) int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

    return fd < 0 ? -1 : file_id(fd, ret);
}

/* words: the file, its directory. "name": its name proves it. */
static void describe(struct undo_step *step, const char *id)
{
    struct file_id dir;

    undo_word(step, id);
    if (dir_id(step->subject, &dir) == 0)
        undo_word(step, dir.text);
}

void undo_file_is(struct undo_step *step, int fd)
{
    struct file_id id;

    if (file_id(fd, &id) == 0)
        describe(step, id.text);
}

char *undo_file_name(const char *dir, struct err *err)
{
    unsigned long long random = 0;

    if (getrandom(&random, sizeof(random), 0) == sizeof(random))
        return mem_fmt("%s/.virt-twin-%016llx.tmp", dir, random);
    err_sys(err, "cannot make up a name");
    return NULL;
}

void undo_file_is_named(struct undo_step *step)
{
    describe(step, "name");
}

static int regular_id(const char *path, struct file_id *ret)
{
    AUTO(fd_close) int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
        return -1;
    return file_id(fd, ret);
}

void undo_file_remember(struct undo_step *step, const char *path)
{
    struct file_id id;

    if (regular_id(path, &id) == 0)
        undo_word(step, id.text);
}

bool undo_file_is_other(const char *path, const char *word)
{
    struct file_id id;

    return regular_id(path, &id) == 0 && strcmp(id.text, word) != 0;
}

int undo_file_born(const char *path, int64_t *ret)
{
    struct statx stx;

    if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_BTIME,
              &stx) ||
        !S_ISREG(stx.stx_mode) || !(stx.stx_mask & STATX_BTIME))
        return -1;
    *ret = (int64_t)stx.stx_btime.tv_sec * 1000 +
           stx.stx_btime.tv_nsec / 1000000;
    return 0;
}

/* Where another directory is now, or none, a file system may not be mounted,
 * and the file comes back with it. */
static int check_gone(const struct undo_step *step, int why, struct err *err)
{
    AUTO(free) char *dir = directory_of(step->subject);
    struct file_id id;

    errno = why;
    if (why != ENOENT && why != ENOTDIR)
        return err_sys(err, "cannot look at it again");
    if (dir_id(step->subject, &id))
        return err_sys(err, "cannot look into '%s'", dir);
    if (step->words.n < 2 || !strcmp(step->words.v[1], id.text))
        return 0;
    return err_fail(err,
                    "'%s' is another directory now: is its file system "
                    "not mounted?",
                    dir);
}

int undo_file_look(const struct undo_step *step, enum undo_file_state *ret,
                   struct err *err)
{
    AUTO(fd_close)
    int fd = open(step->subject, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    const char *want = step->words.n ? step->words.v[0] : "";
    struct file_id id;

    if (fd < 0) {
        *ret = UNDO_FILE_GONE;
        return check_gone(step, errno, err);
    }
    if (file_id(fd, &id))
        return err_sys(err, "cannot look at it again");
    *ret = strcmp(want, "name") != 0 && strcmp(want, id.text) != 0
               ? UNDO_FILE_OTHER
               : UNDO_FILE_OURS;
    return 0;
}

static int file_undo(struct undo_step *step, struct err *err)
{
    enum undo_file_state state;

    if (undo_file_look(step, &state, err))
        return -1;
    if (state == UNDO_FILE_OTHER)
        return err_fail(err, "it is another file now and was left alone");
    if (state == UNDO_FILE_OURS && unlink(step->subject))
        return err_sys(err, "cannot remove it");
    return 0;
}

const struct undo_kind undo_file = {
    .name = "file",
    .undo = file_undo,
    .recorded = true,
};
