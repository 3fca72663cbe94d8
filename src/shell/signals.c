/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A handler has no parameter of its own, so its pipe is a global. */
static int signal_pipe[2] = { -1, -1 };

/* A full pipe means that plenty is waiting to be read already. */
static void write_byte(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t n = write(signal_pipe[1], &byte, 1);

    (void)n;
    errno = saved;
}

/* What was ignored when the program began stays ignored. No SA_RESTART: a
 * write that blocks in the shell's own thread must end. */
static void install(int signo, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler }, now;

    sigaction(signo, NULL, &now);
    if (now.sa_handler == SIG_IGN)
        return;
    sigfillset(&action.sa_mask);
    sigaction(signo, &action, NULL);
}

void signals_open(void)
{
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK)) {
        perror("error: cannot make a pipe");
        exit(EXIT_FAILURE);
    }
    install(SIGINT, write_byte);
    install(SIGTERM, write_byte);
    install(SIGHUP, write_byte);
    install(SIGPIPE, SIG_IGN);
    install(SIGXFSZ, SIG_IGN);
}

void signals_catch(int signo, bool on)
{
    install(signo, on ? write_byte : SIG_DFL);
}

int signals_fd(void)
{
    return signal_pipe[0];
}

int signals_next(void)
{
    unsigned char byte;

    return read(signal_pipe[0], &byte, 1) == 1 ? byte : 0;
}

void signals_again(int signo)
{
    write_byte(signo);
}

void signals_end(int signo)
{
    install(signo, SIG_DFL);
    raise(signo);
    _exit(128 + signo);
}

void signals_wake(void *unused)
{
    (void)unused;
    write_byte(SIGNALS_WOKEN);
}
