/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/qemu_img.h"
#include "base/mem.h"
#include "base/proc.h"

#include <string.h>

const char *qemu_img_missing(void)
{
    return proc_exists("qemu-img") ? NULL : "qemu-img is not installed";
}

char *qemu_img_options(const struct store_job *job)
{
    const struct qcow2 *head = &job->from->qcow2;

    if (!head->is_qcow2 || strcmp(job->format, "qcow2"))
        return NULL;
    return mem_fmt("compat=%s,cluster_size=%llu%s",
                   head->version == 2 ? "0.10" : "1.1",
                   1ULL << head->cluster_bits,
                   head->extended_l2 ? ",extended_l2=on" : "");
}

/* compare says on standard output what differs. */
static const char *said(const struct proc_result *result)
{
    return *result->err ? result->err : result->out;
}

int qemu_img_run(const struct store_job *job, int fd, const char *const *argv,
                 struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = {
        .argv = argv,
        .limit = 64 << 10,
        .keep_fds = &fd,
        .n_keep = fd < 0 ? 0 : 1,
        .stop = job->stop,
    };

    if (proc_run(&proc, &result, err))
        return -1;
    if (result.status == 0)
        return 0;
    return err_fail(err, "qemu-img %s failed with status %d: %.*s", argv[1],
                    result.status, (int)strcspn(said(&result), "\n"),
                    said(&result));
}

/* An encrypted image is the same when its bytes are. */
static const char *format_for(const struct store_job *job, const char *format)
{
    return job->from->encrypted ? "raw" : format;
}

/* A copy that grew is
 * the same as far as the source goes: qemu-img warns, and compares the rest
 * with zeroes. */
int store_verify(const struct store_job *job, struct err *err)
{
    const char *const argv[] = {
        "qemu-img", "compare", "-f", format_for(job, job->from->format),
        "-F",       format_for(job, job->format),
        "--",       job->from->path,
        job->path,  NULL,
    };

    if (!job->local || !job->from->opened)
        return err_fail(err, "cannot verify '%s': this user cannot read it",
                        job->path);
    if (qemu_img_run(job, -1, argv, err))
        return err_wrap(err, "'%s' is not a true copy", job->path);
    return 0;
}
