/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays to be copied: made once for each backing image and size. */
#include "base/mem.h"
#include "store/qcow2.h"
#include "store/templates.h"
#include "tap.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct qcow2 head_of(int fd)
{
    struct qcow2 head = { 0 };
    struct err err = ERR_INIT;

    if (qcow2_read(fd, &head, &err))
        tap_note("qcow2_read", err.text);
    return head;
}

static void check(struct templates *templates)
{
    atomic_bool stop = false;
    char path[] = "/base, with a blank", format[] = "raw";
    struct image image = { .path = path, .format = format };
    struct store_job job = { .from = &image, .size = 3 << 20, .stop = &stop };
    struct err err = ERR_INIT;
    int fd = templates_get(templates, &job, &err);
    struct qcow2 head = head_of(fd);

    ok(head.is_qcow2, "an overlay is a qcow2 image");
    is_int((int64_t)head.size, 3 << 20, "it has the size that was asked for");
    is_str(head.backing, path, "it names its backing file");
    is_str(head.backing_format, "raw", "and that one's format");
    is_int(templates_get(templates, &job, &err), fd,
           "the same one is not made again");
    job.size = 4 << 20;
    ok(templates_get(templates, &job, &err) != fd,
       "one of another size is another one");
    atomic_store(&stop, true);
    job.size = 5 << 20;
    is_int(templates_get(templates, &job, &err), -1, "Ctrl-C ends it");
    is_int(err.code, ERR_INTERRUPTED, "and is what the error says");
}

int main(void)
{
    AUTO(templates_free) struct templates *templates = templates_new();

    if (access("/usr/bin/qemu-img", X_OK))
        return skip_all("qemu-img is not installed");
    check(templates);
    return done_testing();
}
