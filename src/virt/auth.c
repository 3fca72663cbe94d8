/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/auth.h"
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/str.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>

enum { ANSWER_MAX = 1024, LOOK_MS = 100 };

/* False when there was no input, or it is not wanted any more. */
static bool wait_for_input(int tty, const atomic_bool *stop)
{
    struct pollfd pfd = { .fd = tty, .events = POLLIN };
    int n = 0;

    while (n == 0 && !atomic_load(stop))
        n = poll(&pfd, 1, LOOK_MS);
    return n > 0;
}

static char *read_line(int tty, const atomic_bool *stop)
{
    char line[ANSWER_MAX];
    ssize_t n = 0;

    if (!wait_for_input(tty, stop))
        return NULL;
    n = read(tty, line, sizeof(line));
    return n > 0 && line[n - 1] == '\n' ? mem_ndup(line, (size_t)n - 1) : NULL;
}

static void put(int tty, const char *text)
{
    if (write(tty, text, strlen(text)) < 0)
        return; /* the read that follows fails as well */
}

char *auth_ask(const char *prompt, bool echo, struct auth *auth)
{
    AUTO(fd_close) int tty = -1;
    struct termios before, quiet;
    char *answer = NULL;

    if (auth->may_ask)
        tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    auth->unasked = tty < 0 || tcgetattr(tty, &before) < 0;
    if (auth->unasked)
        return NULL;
    quiet = before;
    if (!echo)
        quiet.c_lflag &= ~(tcflag_t)ECHO;
    put(tty, prompt);
    put(tty, ": ");
    tcsetattr(tty, TCSAFLUSH, &quiet);
    answer = read_line(tty, auth->stop);
    tcsetattr(tty, TCSAFLUSH, &before);
    if (!echo)
        put(tty, "\n");
    return answer;
}

static int answer_one(virConnectCredentialPtr cred, struct auth *auth)
{
    bool echo = cred->type != VIR_CRED_PASSPHRASE &&
                cred->type != VIR_CRED_NOECHOPROMPT;
    char *answer = NULL;

    /* polkit's agent answers, or nobody does: none is started for it. */
    if (cred->type == VIR_CRED_EXTERNAL)
        return str_eq(cred->challenge, "PolicyKit") ? 0 : -1;
    answer = auth_ask(cred->prompt ? cred->prompt : "Answer", echo, auth);
    if (!answer)
        return -1;
    if (!*answer && cred->defresult)
        mem_set(&answer, mem_dup(cred->defresult));
    cred->result = answer;
    cred->resultlen = (unsigned)strlen(answer);
    return 0;
}

static int answer_all(virConnectCredentialPtr creds, unsigned n, void *data)
{
    for (unsigned i = 0; i < n; i++)
        if (answer_one(&creds[i], data) < 0)
            return -1;
    return 0;
}

virConnectAuth auth_libvirt(struct auth *auth)
{
    static const int types[] = {
        VIR_CRED_AUTHNAME,     VIR_CRED_ECHOPROMPT, VIR_CRED_REALM,
        VIR_CRED_NOECHOPROMPT, VIR_CRED_PASSPHRASE, VIR_CRED_EXTERNAL,
    };

    return (virConnectAuth){ (int *)types, COUNT(types), answer_all, auth };
}
