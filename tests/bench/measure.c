/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure COMMAND...: run it with standard output closed off, and print
 * "MICROSECONDS PEAK_KIB": the time that passed, and the most memory that it
 * or a child it waited for held. The exit status is the command's.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static pid_t start(char *const *argv)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    errno = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return errno ? -1 : pid;
}

/* Ctrl-C goes to the command as well, and it cleans up: its end is waited
 * for. */
static int wait_for(pid_t pid, struct rusage *usage)
{
    int status = 0;

    while (wait4(pid, &status, 0, usage) < 0)
        if (errno != EINTR)
            return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    struct rusage usage = { 0 };
    int64_t begin = now();
    pid_t pid = argc > 1 ? start(argv + 1) : -1;
    int status;

    if (pid < 0) {
        fprintf(stderr, "measure: cannot run '%s': %s\n",
                argc > 1 ? argv[1] : "", strerror(argc > 1 ? errno : EINVAL));
        return 127;
    }
    status = wait_for(pid, &usage);
    printf("%" PRId64 " %ld\n", now() - begin, usage.ru_maxrss);
    return status;
}
