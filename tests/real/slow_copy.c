/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOADed by clone_fails.t: a copy that takes its time, so that a signal
 * comes in the middle of it. The file named by SLOW_COPY_MARK appears when the
 * first chunk is copied.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* So that an image of some megabytes takes seconds. */
enum { PAUSE_US = 20 * 1000 };

__attribute__((visibility("default"))) ssize_t
pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    const char *mark = getenv("SLOW_COPY_MARK");
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, n, at);

    if (mark)
        close(open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    usleep(PAUSE_US);
    return done;
}
