/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/lock.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdbool.h>

/* Numbers of QEMU's permissions (include/block/block-common.h). */
enum { CONSISTENT_READ = 0, WRITE = 1, RESIZE = 3 };
enum { USED = 100, NOT_SHARED = 200 };

static struct flock byte_lock(short type, int at)
{
    return (struct flock){
        .l_type = type,
        .l_whence = SEEK_SET,
        .l_start = at,
        .l_len = 1,
    };
}

static bool is_used(int fd, int permission)
{
    struct flock lock = byte_lock(F_WRLCK, USED + permission);

    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

int lock_check(int fd, const char *path, struct err *err)
{
    if (!is_used(fd, WRITE) && !is_used(fd, RESIZE))
        return 0;
    return err_fail(err,
                    "'%s' is in use: another process (a running domain?) has "
                    "it open for writing",
                    path);
}

/* Lock first, then look: so that of two who come at once one sees the other. */
int lock_for_reading(int fd, const char *path, struct err *err)
{
    static const int bytes[] = { USED + CONSISTENT_READ, NOT_SHARED + WRITE,
                                 NOT_SHARED + RESIZE };

    for (size_t i = 0; i < COUNT(bytes); i++) {
        struct flock lock = byte_lock(F_RDLCK, bytes[i]);

        (void)!fcntl(fd, F_OFD_SETLK, &lock);
    }
    return lock_check(fd, path, err);
}
