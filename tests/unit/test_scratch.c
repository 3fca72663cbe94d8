/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directories for children: whose process was killed goes, what is in use
 * stays. */
#include "guest/scratch.h"
#include "base/mem.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_there(const char *dir, const char *file)
{
    AUTO(free) char *path = mem_fmt("%s/%s", dir, file);

    return access(path, F_OK) == 0;
}

/* A child that makes one, tells its path and waits to be killed. */
static pid_t begin(char *path, size_t room)
{
    int fds[2];
    pid_t pid;

    if (pipe(fds) || (pid = fork()) < 0)
        return -1;
    if (pid == 0) {
        char *files[] = { (char *)"key", (char *)"secret" };
        struct strv some = { files, 2 };
        struct scratch scratch = { 0 };
        struct err err = ERR_INIT;

        if (scratch_make(&some, &scratch, &err) ||
            write(fds[1], scratch.dir, strlen(scratch.dir) + 1) < 0)
            _exit(1);
        pause();
        _exit(0);
    }
    close(fds[1]);
    if (read(fds[0], path, room) <= 0)
        *path = '\0';
    close(fds[0]);
    return pid;
}

static void test_one(void)
{
    char *files[] = { (char *)"a/b", (char *)"text" };
    struct strv some = { files, 2 };
    struct scratch scratch = { 0 };
    struct err err = ERR_INIT;
    AUTO(free) char *dir = NULL;
    struct stat st = { 0 };

    is_int(scratch_make(&some, &scratch, &err), 0, "one is made");
    dir = mem_dup(scratch.dir);
    ok(stat(dir, &st) == 0 && (st.st_mode & 07777) == 0700,
       "for this user alone");
    ok(is_there(dir, "a/b"), "with a file in it");
    scratch_sweep();
    ok(is_there(dir, "a/b"), "a sweep leaves what this process uses");
    scratch_done(&scratch);
    ok(access(dir, F_OK) != 0, "it is removed");
}

static void test_killed(void)
{
    char path[4096] = "";
    pid_t pid = begin(path, sizeof(path));

    scratch_sweep();
    ok(is_there(path, "key"), "a sweep leaves what another process uses");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    scratch_sweep();
    ok(access(path, F_OK) != 0,
       "when that is killed it goes with the next sweep");
}

static void test_others(void)
{
    const char *base = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
    AUTO(free) char *dir = mem_fmt("%s/virt-twin-scratch-XXXXXX", base);

    if (!mkdtemp(dir) || chmod(dir, 0755))
        exit(99);
    scratch_sweep();
    ok(access(dir, F_OK) == 0, "one that is not this user's alone is left");
    rmdir(dir);
}

int main(void)
{
    unsetenv("TMPDIR");
    test_one();
    test_killed();
    test_others();
    return done_testing();
}
