/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/keys.h"
#include "shell/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

/* The last six bytes when a paste begins and when it ends. */
#define PASTE_BEGIN UINT64_C(0x1b5b3230307e)
#define PASTE_END   UINT64_C(0x1b5b3230317e)
#define PASTE_BITS  48

/* Signals that came, from the pipe, by number: several are as good as one. The
 * line editor's hooks have no data argument. */
static struct {
    bool came[SIGNALS_WOKEN + 1];
    uint64_t recent; /* bytes, the last one lowest */
    bool pasting;
    const char *rest; /* of what ends a key; NULL: it is not to end */
    int fd;           /* the terminal */
} keys = { .fd = STDIN_FILENO };

/* Ctrl-C throws away what was typed: a read that was to find a key would wait,
 * and not hear the signal any more. So it must not block; but standard input
 * is shared with others, who would be surprised. Who has become another user
 * may not open the terminal. */
void keys_open(void)
{
    int fd =
        open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd >= 0)
        keys.fd = fd;
}

void keys_close(void)
{
    if (keys.fd != STDIN_FILENO)
        close(keys.fd);
    keys.fd = STDIN_FILENO;
}

/* 1 or more when there is something to read. */
static int look(int milliseconds, bool *ret_signal)
{
    struct pollfd fds[] = {
        { .fd = keys.fd, .events = POLLIN },
        { .fd = signals_fd(), .events = POLLIN },
    };
    int signo;

    poll(fds, 2, milliseconds);
    *ret_signal = false;
    while ((signo = signals_next()))
        keys.came[signo] = *ret_signal = true;
    return fds[0].revents;
}

static uint64_t low(int bits)
{
    return (UINT64_C(1) << bits) - 1;
}

/* Whether a paste goes on after this byte. */
static void follow_paste(unsigned char byte)
{
    keys.recent = (keys.recent << 8 | byte) & low(PASTE_BITS);
    if (keys.recent == PASTE_BEGIN)
        keys.pasting = true;
    if (keys.recent == PASTE_END)
        keys.pasting = false;
}

int keys_next(void)
{
    unsigned char byte;
    bool signal = false;
    ssize_t n;

    do {
        bool ready = look(-1, &signal);

        if (signal)
            return KEYS_SIGNAL;
        errno = EAGAIN;
        n = ready ? read(keys.fd, &byte, 1) : -1;
    } while (n < 0 && (errno == EAGAIN || errno == EINTR));
    if (n != 1)
        return -1;
    follow_paste(byte);
    return byte;
}

bool keys_in_paste_end(void)
{
    for (int bits = 8; bits <= PASTE_BITS; bits += 8)
        if ((keys.recent & low(bits)) == PASTE_END >> (PASTE_BITS - bits))
            return true;
    return false;
}

bool keys_within(int milliseconds)
{
    bool signal;

    return look(milliseconds, &signal) && !keys_ended();
}

bool keys_take(int signo)
{
    bool came = keys.came[signo];

    keys.came[signo] = false;
    return came;
}

bool keys_ended(void)
{
    return keys.came[SIGINT] || keys.came[SIGTERM] || keys.came[SIGHUP];
}

int keys_end_signal(void)
{
    keys.rest = NULL;
    keys.pasting = false;
    if (keys_take(SIGTERM))
        return SIGTERM;
    if (keys_take(SIGHUP))
        return SIGHUP;
    return keys_take(SIGINT) ? SIGINT : 0;
}

/* readline forgets to end the text of a paste that ends without its mark, and
 * the prompt of a search or of a count that ends without Ctrl-G. */
int keys_cut(void)
{
    if (!keys.rest)
        keys.rest = keys.pasting ? "\033[201~\a" : "\a";
    return *keys.rest ? *keys.rest++ : -1;
}

bool keys_are_cut(void)
{
    return keys.rest;
}

void keys_end(void)
{
    for (int signo = 1; signo <= SIGNALS_WOKEN; signo++)
        if (keys_take(signo))
            signals_again(signo);
}
