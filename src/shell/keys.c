/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/keys.h"
#include "shell/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* Those that came, from the pipe, by number: several are as good as one. The
 * line editor's callbacks have no data argument. */
static struct {
    bool came[SIGNALS_WOKEN + 1];
    bool cut;
    size_t ended; /* bytes of the paste's end that were given */
    int fd; /* the terminal */
} keys = { .fd = STDIN_FILENO };

/* Ctrl-C throws away what was typed: a read that was to find a key would wait,
 * and not hear the signal any more. So it must not block; but standard input
 * is shared with others, who would be surprised. Who has become another user
 * may not open the terminal. */
void keys_open(void)
{
    int fd = open("/proc/self/fd/0",
                  O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd >= 0)
        keys.fd = fd;
}

void keys_close(void)
{
    if (keys.fd != STDIN_FILENO)
        close(keys.fd);
    keys.fd = STDIN_FILENO;
}

static bool line_ends(void)
{
    return keys.came[SIGINT] || keys.came[SIGTERM] || keys.came[SIGHUP];
}

/* Signals first: a key that is there by now may have come after them. */
static bool look(int milliseconds)
{
    struct pollfd fds[] = {
        { .fd = keys.fd, .events = POLLIN },
        { .fd = signals_fd(), .events = POLLIN },
    };
    int signo;

    poll(fds, 2, milliseconds);
    while ((signo = signals_next()))
        keys.came[signo] = true;
    return fds[0].revents;
}

static bool any_came(void)
{
    for (int signo = 1; signo <= SIGNALS_WOKEN; signo++)
        if (keys.came[signo])
            return true;
    return false;
}

bool keys_wait(void)
{
    return look(any_came() ? 0 : -1);
}

bool keys_within(int milliseconds)
{
    bool ready = look(milliseconds);

    return ready && !line_ends();
}

/* readline forgets to end the text of a paste that ends without its mark. */
static int cut(void)
{
    static const char paste_end[] = "\033[201~";

    keys.cut = true;
    return keys.ended < sizeof(paste_end) - 1 ? paste_end[keys.ended++] : -1;
}

int keys_next(void)
{
    unsigned char byte;
    ssize_t n;

    do {
        bool ready = look(-1);

        if (line_ends())
            return cut();
        errno = EAGAIN;
        n = ready ? read(keys.fd, &byte, 1) : -1;
    } while (n < 0 && (errno == EAGAIN || errno == EINTR));
    return n == 1 ? byte : -1;
}

int keys_signal(void)
{
    for (int signo = 1; signo <= SIGNALS_WOKEN; signo++)
        if (keys.came[signo]) {
            keys.came[signo] = false;
            keys.cut = false;
            keys.ended = 0;
            return signo;
        }
    return 0;
}

bool keys_cut(void)
{
    return keys.cut;
}

void keys_end(void)
{
    int signo;

    while ((signo = keys_signal()))
        signals_again(signo);
}
