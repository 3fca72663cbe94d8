/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/color.h"
#include "base/mem.h"

bool color_terminal(void)
{
    const char *term = getenv("TERM");

    return term && *term && !str_eq(term, "dumb");
}

static bool wanted(const struct session *session, int fd)
{
    const char *when = session->settings.color;
    const char *no = getenv("NO_COLOR");

    if (!str_eq(when, "auto"))
        return str_eq(when, "always");
    return isatty(fd) && color_terminal() && !(no && *no);
}

bool color_results(const struct session *session)
{
    bool elsewhere =
        session->piped && !str_eq(session->settings.color, "always");

    return !elsewhere && !session->json && wanted(session, STDOUT_FILENO);
}

bool color_errors(const struct session *session)
{
    return wanted(session, STDERR_FILENO);
}

const char *color_of_state(const char *state)
{
    static const struct {
        const char *state, *color;
    } rows[] = {
        { "running", COLOR_GOOD },        { "idle", COLOR_GOOD },
        { "paused", COLOR_WAITING },      { "in shutdown", COLOR_WAITING },
        { "pmsuspended", COLOR_WAITING }, { "crashed", COLOR_ERROR },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_eq(rows[i].state, state))
            return rows[i].color;
    return NULL;
}
