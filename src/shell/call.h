/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words become calls: commands with their parsed words, ready to run. */
#ifndef SHELL_CALL_H
#define SHELL_CALL_H

#include "shell/session.h"
#include "shell/words.h"

struct call {
    const struct command *command; /* NULL: there is only something for sh */
    void *args;
    char *text;  /* as it could be typed */
    char *shell; /* for sh: to read the results, or all there is; or NULL */
    bool may_fail, background;
};

struct calls {
    struct call *v;
    size_t n;
    const struct command *wrong; /* the command whose words were wrong */
};

/* Aliases are expanded, and at a prompt a command's name may be shortened.
 * ERR_USAGE; *ret holds what was parsed until then, and must be done. */
int calls_parse(struct session *session, const struct words_list *list,
                struct calls *ret, struct err *err);
void calls_done(struct calls *calls);
CLEANUP_DONE(struct calls, calls_done);

#endif
