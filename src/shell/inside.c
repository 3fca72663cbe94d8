/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/inside.h"

/* What the outer command is to find as it was. */
struct outer {
    struct strv *errors;
    bool interactive, unpaged, json, json_done, warned;
    int status;
};

static struct outer enter(struct session *session, struct strv *errors)
{
    struct outer outer = {
        .errors = session->errors,
        .interactive = session->interactive,
        .unpaged = session->unpaged,
        .json = session->json,
        .json_done = session->json_done,
        .warned = session->warned,
        .status = session->status,
    };

    session->inside++;
    session->errors = errors;
    session->interactive = false;
    session->unpaged = true;
    session->json = false;
    return outer;
}

static void leave(struct session *session, const struct outer *outer)
{
    session->inside--;
    session->errors = outer->errors;
    session->interactive = outer->interactive;
    session->unpaged = outer->unpaged;
    session->json = outer->json;
    session->json_done = outer->json_done;
    session->warned |= outer->warned;
    session->status = outer->status;
}

int session_run_inside(struct session *session, const struct inside *what,
                       struct strv *errors)
{
    struct outer outer;
    int status;

    if (session->inside == INSIDE_MOST) {
        strv_fmt(errors, "more than %d commands within commands", INSIDE_MOST);
        return err_status(ERR_FAILED);
    }
    outer = enter(session, errors);
    status = what->line ? session_run_line(session, what->line)
                        : session_run_words(session, what->words);
    session->warned |= status == 4;
    leave(session, &outer);
    return status;
}
