/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scripts add to the shell. Their files are not read before something is
 * asked that they could answer: a command that there is not, help, TAB. */
#ifndef SHELL_EXTEND_H
#define SHELL_EXTEND_H

#include "shell/names.h"
#include "shell/session.h"

/* What happens at the prompt: "start", "exit", "connect", "disconnect",
 * "reload", "domain". */
struct extension_event {
    const char *name;
    const char *uri; /* of the connection, or NULL */
    bool readonly, connected;
    const char *domain, *what; /* of "domain": its name, "started" ...; NULL */
    const atomic_bool *stop;   /* set: enough; may be NULL */
};

/* Made by lua/, put in by main. */
struct extension {
    /* Make session->commands what it is with the scripts' own commands, as
     * their files are now. Rows stay valid until the end. On failure the table
     * stays as it was. */
    int (*load)(struct extension *self, struct session *session,
                struct err *err);
    /* Add what could stand for a row of theirs; nothing on failure. */
    void (*names)(struct extension *self, const struct names_query *query,
                  struct strv *ret);

    /* For the prompt. Scripts that nothing at the prompt needs stay unread. */
    void (*begin)(struct extension *self, struct session *session,
                  struct strv *news);
    /* Tell those who observe; what they say is added to news. */
    void (*tell)(struct extension *self, const struct extension_event *event,
                 struct strv *news);
    /* The prompt, to be freed; NULL: the shell's own. */
    char *(*prompt)(struct extension *self,
                    const struct extension_event *event, struct strv *news);
    bool (*watches)(struct extension *self, const char *event);
};

/* The command of that name or alias, after the scripts' have been read where
 * the shell has none. NULL with ERR_NONE: there is none; with an error: their
 * files cannot be read. */
const struct command *session_find(struct session *session, const char *name,
                                   struct err *err);

/* Read them now. */
int session_extend(struct session *session, struct err *err);

/* The same for lists of commands: a failure is a notice. */
void session_extend_list(struct session *session);

#endif
