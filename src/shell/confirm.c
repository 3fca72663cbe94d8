/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/confirm.h"
#include "base/mem.h"
#include "virt/auth.h"

#include <string.h>

static bool is_yes(const char *answer)
{
    return !strcasecmp(answer, "y") || !strcasecmp(answer, "yes");
}

int confirm(struct session *session, const char *what, struct err *err)
{
    struct auth auth = {
        .may_ask = isatty(STDIN_FILENO),
        .stop = &session->interrupted,
    };
    AUTO(free) char *prompt = mem_fmt("%s? [y/N]", what);
    AUTO(free) char *answer = NULL;

    if (!setting_on(session->settings.confirm))
        return 0;
    fflush(session->out);
    answer = auth_ask(prompt, true, &auth);
    if (auth.unasked)
        return err_fail(err, "refusing to %s without --yes (not a terminal)",
                        what);
    if (atomic_load(&session->interrupted))
        return err_set(err, ERR_INTERRUPTED, "interrupted");
    return answer && is_yes(answer)
               ? 0
               : err_fail(err, "not confirmed: nothing was done");
}
