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

__attribute__((visibility("default"))) ssize_t
copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t n,
                unsigned flags)
{
    const char *mark = getenv("SLOW_COPY_MARK");
    ssize_t done =
        syscall(SYS_copy_file_range, in, in_at, out, out_at, n, flags);

    if (mark)
        close(open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    usleep(300000);
    return done;
}
