/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays, as our own reader and as QEMU's programs see them. */
#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "store/overlay.h"
#include "store/qcow2.h"
#include "tap.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Whether a program with these words goes well. */
static bool run(const char *const *words)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = words };

    if (proc_run(&proc, &result, &err) == 0 && result.status == 0)
        return true;
    tap_note(words[0], result.err ? result.err : err.text);
    return false;
}
#define RUN(...) run((const char *const[]){ __VA_ARGS__, NULL })

static int overlay(const char *path, const struct overlay *what,
                   struct err *err)
{
    AUTO(fd_close) int fd =
        open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    return overlay_write(fd, what, err);
}

static struct qcow2 head_of(const char *path)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct qcow2 head = { 0 };
    struct err err = ERR_INIT;

    if (qcow2_read(fd, &head, &err))
        tap_note("qcow2_read", err.text);
    return head;
}

static void reads_back(void)
{
    struct overlay what = { "/base, with a blank", "raw", 1 << 20 };
    struct err err = ERR_INIT;
    struct qcow2 head;

    ok(overlay("over", &what, &err) == 0, "an overlay is written");
    head = head_of("over");
    ok(head.is_qcow2 && head.version == 3, "it is qcow2 of version 3");
    is_int((int64_t)head.size, 1 << 20, "it has the size that was asked for");
    is_str(head.backing, what.backing, "it names its backing file");
    is_str(head.backing_format, "raw", "and that one's format");
    what.size = 1000;
    overlay("over", &what, &err);
    head = head_of("over");
    is_int((int64_t)head.size, 1024, "a size is rounded up to whole sectors");
}

static void refuses(void)
{
    char path[1025] = "";
    struct overlay what = { path, "raw", 1 << 20 };
    struct err err = ERR_INIT;

    memset(path, 'a', 1024);
    ok(overlay("over", &what, &err) != 0 && strstr(err.text, "too long"),
       "a path of more than 1023 bytes is refused");
    path[1023] = '\0';
    ok(overlay("over", &what, &err) == 0, "one of 1023 bytes is taken");
    is_str(head_of("over").backing, path, "and whole");
    what.size = UINT64_C(1) << 60;
    ok(overlay("over", &what, &err) != 0 && strstr(err.text, "too much"),
       "a size beyond the tables is refused");
}

static void qemu_takes(uint64_t size, const char *name)
{
    AUTO(free) char *here = get_current_dir_name();
    AUTO(free) char *base = mem_fmt("%s/base", here);
    struct overlay what = { base, "raw", size };
    struct err err = ERR_INIT;

    ok(overlay("over", &what, &err) == 0 &&
           RUN("qemu-img", "check", "-q", "-f", "qcow2", "over"),
       name);
}

static void qemu(void)
{
    if (!proc_exists("qemu-img") || !proc_exists("qemu-io")) {
        skip("QEMU takes overlays", "qemu-img is not installed");
        return;
    }
    RUN("qemu-img", "create", "-q", "-f", "raw", "base", "3M");
    RUN("qemu-io", "-f", "raw", "-c", "write -P 7 1M 1M", "base");
    qemu_takes(UINT64_C(5) << 40, "QEMU finds no fault in one of 5 TiB");
    qemu_takes(0, "nor in an empty one");
    qemu_takes(3 << 20, "nor in one of 3 MiB");
    ok(RUN("qemu-img", "compare", "-q", "-f", "raw", "-F", "qcow2", "base",
           "over"),
       "a new overlay reads as its backing file");
    ok(RUN("qemu-io", "-f", "qcow2", "-c", "write -P 9 64k 1M", "over") &&
           RUN("qemu-io", "-f", "qcow2", "-c", "read -P 9 64k 1M", "-c",
               "read -P 7 1088k 960k", "-c", "read -P 0 0 64k", "over"),
       "what is written to it is over what the backing file has");
    ok(RUN("qemu-img", "check", "-q", "-f", "qcow2", "over"),
       "and it is whole after that");
    ok(RUN("qemu-io", "-f", "raw", "-c", "read -P 0 0 1M", "-c",
           "read -P 7 1M 1M", "base"),
       "the backing file is as it was");
}

int main(void)
{
    char directory[] = "/tmp/virt-twin-overlay.XXXXXX";

    if (!mkdtemp(directory) || chdir(directory))
        return 99;
    reads_back();
    refuses();
    qemu();
    unlink("over");
    unlink("base");
    rmdir(directory);
    return done_testing();
}
