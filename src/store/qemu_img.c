/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/qemu_img.h"
#include "base/proc.h"
#include "store/file.h"

#include <string.h>

const char *qemu_img_missing(void)
{
    return proc_exists("qemu-img") ? NULL : "qemu-img is not installed";
}

int qemu_img_run(const struct store_job *job, const struct file *file,
                 const char *const *argv, struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    int fd = file_fd(file);
    struct proc proc = {
        .argv = argv,
        .limit = 64 << 10,
        .keep_fds = &fd,
        .n_keep = 1,
        .stop = job->stop,
    };

    if (proc_run(&proc, &result, err))
        return -1;
    if (result.status == 0)
        return 0;
    return err_fail(err, "qemu-img %s failed with status %d: %.*s", argv[1],
                    result.status, (int)strcspn(result.err, "\n"),
                    result.err);
}
