/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QEMU and we keep off each other's images: against a real QEMU tool. */
#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "store/lock.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

/* Run qemu-io on the image; whether it could. */
static bool qemu_can(const char *command)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    bool reads = str_starts(command, "read");
    const char *const argv[] = { "qemu-io", "-f",    "raw", "-c", command,
                                 "img",     reads ? "-r" : NULL, NULL };
    struct proc proc = { .argv = argv, .limit = 4096 };
    struct err err = ERR_INIT;

    return proc_run(&proc, &result, &err) == 0 && result.status == 0;
}

/* A qemu-io that keeps the image open until its input ends. */
struct holder {
    FILE *input, *output;
    pid_t pid;
};

static struct holder hold(const char *options)
{
    AUTO(free) char *script =
        mem_fmt("exec qemu-io -f raw %s img 2>&1", options);
    char *const argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, script, NULL };
    struct holder holder = { 0 };
    posix_spawn_file_actions_t files;
    int in[2], out[2];
    char byte;

    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
        return holder;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], 0);
    posix_spawn_file_actions_adddup2(&files, out[1], 1);
    posix_spawnp(&holder.pid, "sh", &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    close(in[0]);
    close(out[1]);
    holder.input = fdopen(in[1], "w");
    holder.output = fdopen(out[0], "r");
    /* Its prompt, or its complaint: the image is open by then, or not. */
    (void)!fread(&byte, 1, 1, holder.output);
    return holder;
}

static void let_go(struct holder *holder)
{
    fclose(holder->input);
    waitpid(holder->pid, NULL, 0);
    fclose(holder->output);
}

/* 0: nobody writes to it. */
static int ask(int (*how)(int, const char *, struct err *), struct err *err)
{
    AUTO(fd_close) int fd = open("img", O_RDONLY | O_CLOEXEC);

    return how(fd, "img", err);
}

static void check_free(void)
{
    struct err err = ERR_INIT;

    is_int(ask(lock_check, &err), 0, "nobody writes to a new image");
    is_int(ask(lock_for_reading, &err), 0, "it can be locked");
    ok(qemu_can("write -q 0 512"),
       "once its file is closed the lock is gone");
}

static void check_ours(void)
{
    AUTO(fd_close) int fd = open("img", O_RDONLY | O_CLOEXEC);
    AUTO(fd_close) int other = open("img", O_RDONLY | O_CLOEXEC);
    struct err err = ERR_INIT;

    is_int(lock_for_reading(fd, "img", &err), 0, "we lock it");
    ok(!qemu_can("write -q 0 512"), "then QEMU cannot write to it");
    ok(qemu_can("read -q 0 512"), "but can read it");
    is_int(lock_for_reading(other, "img", &err), 0,
           "two of us can read it at once");
}

static void check_writer(void)
{
    struct holder qemu = hold("");
    struct err err = ERR_INIT;

    is_int(ask(lock_check, &err), -1, "a QEMU that may write is noticed");
    ok(strstr(err.text, "'img' is in use"), "the image is named");
    is_int(ask(lock_for_reading, &err), -1, "and it cannot be locked");
    let_go(&qemu);
    is_int(ask(lock_check, &err), 0, "until that QEMU has ended");
}

static void check_reader(void)
{
    struct holder qemu = hold("-r");
    struct err err = ERR_INIT;

    is_int(ask(lock_check, &err), 0, "a QEMU that only reads does no harm");
    is_int(ask(lock_for_reading, &err), 0, "we read beside it");
    let_go(&qemu);
}

int main(void)
{
    char dir[] = "/tmp/virt-twin-test.XXXXXX";

    if (!proc_exists("qemu-io"))
        return skip_all("qemu-io is not installed");
    if (!mkdtemp(dir) || chdir(dir) || creat("img", 0600) < 0 ||
        truncate("img", 1 << 20))
        return 99;
    check_free();
    check_ours();
    check_writer();
    check_reader();
    unlink("img");
    ok(rmdir(dir) == 0, "nothing else is left");
    return done_testing();
}
