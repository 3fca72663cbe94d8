/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#define SH(script)                                                             \
    ((const char *const[]){ "sh", "-c", (script), NULL })

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_result(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("echo out; echo err >&2; exit 3") };

    is_int(proc_run(&proc, &result, &err), 0, "a program is run");
    is_int(result.status, 3, "its exit status is told");
    is_str(result.out, "out\n", "its output is taken");
    is_str(result.err, "err\n", "its standard error is taken apart");
    is_int((int64_t)result.out_n, 4, "the output's length is told");
    is_int((int64_t)result.err_n, 4, "the standard error's length is told");
}

static void test_words(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = {
        .argv = (const char *const[]){ "printf", "%s|", "a b", "$HOME;*", "",
                                       NULL },
    };

    is_int(proc_run(&proc, &result, &err), 0, "printf runs");
    is_str(result.out, "a b|$HOME;*||", "words reach it as they are");
}

static void test_signal(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("kill -KILL $$") };

    is_int(proc_run(&proc, &result, &err), 0, "a killed program has ended");
    is_int(result.status, 128 + SIGKILL, "a signal's status is 128 and it");
}

static void test_missing(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = {
        .argv = (const char *const[]){ "no-such-program", NULL },
    };

    is_int(proc_run(&proc, &result, &err), -1, "a missing program fails");
    is_str(err.text,
           "cannot run 'no-such-program': No such file or directory",
           "the error names it");
    ok(!result.out, "a failure leaves the result alone");
    ok(!result.begun, "a missing program was not begun");
    proc.argv = SH("pwd");
    proc.cwd = "/no/such/dir";
    is_int(proc_run(&proc, &result, &err), -1, "a missing directory fails");
    is_str(err.text,
           "cannot run 'sh' in '/no/such/dir': No such file or directory",
           "the error names the directory");
}

static void test_input(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(free) char *big = mem_new(300001, 1);
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("cat"), .input = big };

    memset(big, 'x', 300000);
    is_int(proc_run(&proc, &result, &err), 0, "a program gets its input");
    is_str(result.out, big, "more than a pipe holds goes through and back");
    proc_result_done(&result);
    proc.argv = SH("exit 0");
    is_int(proc_run(&proc, &result, &err), 0, "input need not be read");
    proc_result_done(&result);
    proc = (struct proc){ .argv = SH("cat") };
    is_int(proc_run(&proc, &result, &err), 0, "without input there is none");
    is_str(result.out, "", "it reads nothing");
}

static void test_bytes(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("printf 'a\\0b'") };

    is_int(proc_run(&proc, &result, &err), 0, "a NUL is written");
    is_int((int64_t)result.out_n, 3, "a NUL is a byte of the output");
    ok(!memcmp(result.out, "a\0b", 4), "the bytes are as written");
}

static void test_limit(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("yes"), .limit = 100000 };

    is_int(proc_run(&proc, &result, &err), -1, "too much output fails");
    is_str(err.text, "'sh' wrote more than 97.7 KiB", "the error says how much");
    proc.limit = 5;
    proc.argv = SH("echo 1234");
    is_int(proc_run(&proc, &result, &err), 0, "exactly the limit is taken");
    is_str(result.out, "1234\n", "all of it");
    proc_result_done(&result);
    proc.argv = SH("echo 12345");
    is_int(proc_run(&proc, &result, &err), -1, "one more is too much");
    proc.argv = SH("echo 123456789 >&2");
    is_int(proc_run(&proc, &result, &err), 0, "a long complaint is no failure");
    is_str(result.err, "12345", "it is cut");
}

static void test_environment(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = {
        .argv = SH("echo $PROC_A $PROC_B $PROC_AB; pwd"),
        .cwd = "/",
        .env = (const char *const[]){ "PROC_A=new", "PROC_AB=more", NULL },
    };

    setenv("PROC_A", "old", 1);
    setenv("PROC_B", "kept", 1);
    is_int(proc_run(&proc, &result, &err), 0, "it runs in another directory");
    is_str(result.out, "new kept more\n/\n",
           "variables are replaced, added and kept");
    is_str(getenv("PROC_A"), "old", "our own environment stays as it was");
}

static void test_timeout(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("sleep 30 & wait"), .timeout_s = 1 };
    double begin = seconds();

    is_int(proc_run(&proc, &result, &err), -1, "a timeout is a failure");
    is_str(err.text, "'sh' did not end within 1 s", "the error says so");
    is_int(err.code, ERR_FAILED, "a timeout is no interruption");
    ok(result.begun, "it is told that the program had begun");
    ok(seconds() - begin < 10, "it is over soon after the time");
}

static void *set_soon(void *flag)
{
    poll(NULL, 0, 100);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

/* The group: the shell, and the child whose number it printed. */
static bool is_gone(const char *pid)
{
    AUTO(free) char *stat = mem_fmt("/proc/%d/stat", atoi(pid));
    AUTO(file_close) FILE *file = fopen(stat, "r");
    char text[256] = "";

    if (!file)
        return true;
    return fgets(text, sizeof(text), file) && strstr(text, ") Z ");
}

static void test_stop(void)
{
    char path[] = "/tmp/virt-twin-proc.XXXXXX", pid[32] = "0";
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(free) char *script = NULL;
    struct err err = ERR_INIT;
    atomic_bool stop = false;
    struct proc proc = { .stop = &stop };
    double begin = seconds();
    int fd = mkstemp(path);
    pthread_t thread;

    script = mem_fmt("trap '' TERM; sleep 30 & echo $! > %s; wait", path);
    proc.argv = SH(script);
    pthread_create(&thread, NULL, set_soon, &stop);
    is_int(proc_run(&proc, &result, &err), -1, "a stop ends it");
    pthread_join(thread, NULL);
    is_int(err.code, ERR_INTERRUPTED, "that is an interruption");
    is_str(err.text, "'sh' was interrupted", "the error says so");
    ok(seconds() - begin < 10, "it is over at once");
    ok(read(fd, pid, sizeof(pid) - 1) > 0, "the child had begun");
    for (int i = 0; i < 200 && !is_gone(pid); i++)
        poll(NULL, 0, 10);
    ok(is_gone(pid), "the program's own children are ended");
    close(fd);
    unlink(path);
}

static void test_background(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH("sleep 3 & echo begun") };
    double begin = seconds();

    is_int(proc_run(&proc, &result, &err), 0,
           "a program may leave one running");
    is_str(result.out, "begun\n", "its output is taken");
    ok(seconds() - begin < 2.5, "the other one is not waited for");
}

static void test_keep(void)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(fd_close) int kept = open("/dev/null", O_RDONLY | O_CLOEXEC);
    AUTO(fd_close) int other = open("/dev/null", O_RDONLY | O_CLOEXEC);
    AUTO(free) char *script =
        mem_fmt("readlink /proc/self/fd/%d; readlink /proc/self/fd/%d; :",
                kept, other);
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH(script), .keep_fds = &kept, .n_keep = 1 };

    is_int(proc_run(&proc, &result, &err), 0, "descriptors can be kept");
    is_str(result.out, "/dev/null\n", "the named one alone is open");
    ok(fcntl(kept, F_GETFD) & FD_CLOEXEC, "ours still closes on exec");
}

/* Its status after it sent itself the signal, with ours as they are. */
static int status_after(const char *script)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err err = ERR_INIT;
    struct proc proc = { .argv = SH(script) };

    return proc_run(&proc, &result, &err) ? -1 : result.status;
}

static void test_signals_inherited(void)
{
    sigset_t set, old;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, &old);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    is_int(status_after("kill -INT $$; exit 7"), 128 + SIGINT,
           "a signal that we block is not blocked in it");
    is_int(status_after("kill -PIPE $$; exit 7"), 128 + SIGPIPE,
           "SIGPIPE that we ignore ends it");
    is_int(status_after("kill -QUIT $$; exit 7"), 7,
           "SIGQUIT that we ignore is ignored in it, too");
    signal(SIGPIPE, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

int main(void)
{
    /* Not the caller's: a folder that may not be read changes the message. */
    setenv("PATH", "/usr/bin:/bin", 1);
    test_result();
    test_words();
    test_signal();
    test_missing();
    test_input();
    test_bytes();
    test_limit();
    test_environment();
    test_timeout();
    test_stop();
    test_background();
    test_keep();
    test_signals_inherited();
    return done_testing();
}
