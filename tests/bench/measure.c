/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure COMMAND...: run it with standard output closed off, and print
 * "MICROSECONDS PEAK_KIB": the time that passed, and the most memory that it
 * or a child it waited for held. The exit status is the command's.
 *
 * measure --typed TEXT [KEYS TEXT]... -- COMMAND...: run it in a terminal of
 * its own, wait until the text is shown, type the keys, wait for what they
 * bring, and so on. The time is that from the last keys, or else from the
 * start, to the last text; then the terminal is taken away.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pty.h>
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

/* ---- in a terminal ------------------------------------------------------- */

enum { ANSWER_MS = 20000 };

/* Takes what is shown until the text was in it. */
static int await(int terminal, const char *text)
{
    struct pollfd fd = { .fd = terminal, .events = POLLIN };
    char shown[1 << 16];
    size_t n = 0, length = strlen(text);
    ssize_t more;

    while (poll(&fd, 1, ANSWER_MS) > 0) {
        more = read(terminal, shown + n, sizeof(shown) - n);
        if (more <= 0)
            break;
        n += (size_t)more;
        if (memmem(shown, n, text, length))
            return 0;
        if (n > sizeof(shown) / 2) {
            memmove(shown, shown + n - length, length);
            n = length;
        }
    }
    fprintf(stderr, "measure: '%s' was not shown, but: %.*s\n", text, (int)n,
            shown);
    return -1;
}

static int start_typed(char **argv, pid_t *ret_pid)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    int terminal;

    *ret_pid = forkpty(&terminal, NULL, NULL, &size);
    if (!*ret_pid) {
        execvp(argv[0], argv);
        fprintf(stderr, "measure: cannot run '%s': %s\n", argv[0],
                strerror(errno));
        _exit(127);
    }
    return *ret_pid < 0 ? -1 : terminal;
}

/* Returns the microseconds, or -1. */
static int64_t play(int terminal, char **events, int64_t begin)
{
    for (; !await(terminal, events[0]); events += 2) {
        int64_t passed = now() - begin;
        size_t n;

        if (!events[1])
            return passed;
        n = strlen(events[1]);
        begin = now();
        if (write(terminal, events[1], n) != (ssize_t)n)
            break;
    }
    return -1;
}

static int typed(char **events)
{
    struct rusage usage = { 0 };
    char **command = events;
    int64_t begin, passed;
    int terminal, status;
    pid_t pid;

    while (*command && strcmp(*command, "--") != 0)
        command++;
    if ((command - events) % 2 == 0 || !*command || !command[1]) {
        fprintf(stderr, "measure: wrong words after --typed\n");
        return 127;
    }
    *command++ = NULL;
    begin = now();
    terminal = start_typed(command, &pid);
    if (terminal < 0) {
        perror("measure: no terminal");
        return 127;
    }
    passed = play(terminal, events, begin);
    close(terminal);
    status = wait_for(pid, &usage);
    if (passed < 0)
        return status ? status : 1;
    printf("%" PRId64 " %ld\n", passed, usage.ru_maxrss);
    return 0;
}

int main(int argc, char **argv)
{
    struct rusage usage = { 0 };
    int64_t begin = now();
    pid_t pid;
    int status;

    if (argc > 1 && !strcmp(argv[1], "--typed"))
        return typed(argv + 2);
    pid = argc > 1 ? start(argv + 1) : -1;
    if (pid < 0) {
        fprintf(stderr, "measure: cannot run '%s': %s\n",
                argc > 1 ? argv[1] : "", strerror(argc > 1 ? errno : EINVAL));
        return 127;
    }
    status = wait_for(pid, &usage);
    printf("%" PRId64 " %ld\n", now() - begin, usage.ru_maxrss);
    return status;
}
