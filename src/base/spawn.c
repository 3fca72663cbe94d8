/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

/* Before any can come: our handlers would speak to our threads. */
static void reset_signals(void)
{
    struct sigaction standard = { .sa_handler = SIG_DFL }, now;
    sigset_t none;

    for (int signo = 1; signo < NSIG; signo++)
        if (!sigaction(signo, NULL, &now) && now.sa_handler != SIG_IGN)
            sigaction(signo, &standard, NULL);
    sigaction(SIGPIPE, &standard, NULL);
    sigaction(SIGXFSZ, &standard, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int set_file(int file, int number)
{
    if (file == number)
        return fcntl(file, F_SETFD, 0);
    return file < 0 ? 0 : dup2(file, number);
}

static bool set_files(const struct spawn *spawn)
{
    bool ok = true;

    for (int i = 0; i < 3 && ok; i++)
        ok = set_file(spawn->files[i], i) >= 0;
    for (size_t i = 0; i < spawn->n_keep && ok; i++)
        ok = set_file(spawn->keep_fds[i], spawn->keep_fds[i]) >= 0;
    return ok;
}

/* In a copy of a process with threads: nothing that takes a lock. */
static _Noreturn void become(const struct spawn *spawn, int report)
{
    const char *program = spawn->program ? spawn->program : spawn->argv[0];
    int why;

    if ((!spawn->group || !setpgid(0, 0)) && set_files(spawn) &&
        (!spawn->cwd || !chdir(spawn->cwd))) {
        reset_signals();
        execvpe(program, (char *const *)(uintptr_t)spawn->argv,
                spawn->environment ? spawn->environment : environ);
    }
    why = errno;
    _exit(write(report, &why, sizeof(why)) == sizeof(why) ? 127 : 126);
}

/* Nothing comes when it has become the program. */
static int take_report(int report)
{
    int why = 0;
    ssize_t n;

    do
        n = read(report, &why, sizeof(why));
    while (n < 0 && errno == EINTR);
    return n == sizeof(why) ? why : 0;
}

static pid_t copy(const struct spawn *spawn, int report)
{
    sigset_t all, before;
    pid_t pid;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (!pid)
        become(spawn, report);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

int spawn_start(const struct spawn *spawn, pid_t *ret)
{
    int report[2], why;

    if (pipe2(report, O_CLOEXEC))
        return errno;
    *ret = copy(spawn, report[1]);
    why = *ret < 0 ? errno : 0;
    close(report[1]);
    if (!why)
        why = take_report(report[0]);
    close(report[0]);
    if (why && *ret > 0)
        waitpid(*ret, NULL, 0);
    return why;
}
