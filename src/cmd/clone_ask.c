/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/clone_ask.h"
#include "base/mem.h"
#include "shell/session.h"
#include "virt/auth.h"

#include <string.h>

static char *ask(struct clone_asker *base, const char *prompt, bool secret)
{
    struct clone_ask *self = (struct clone_ask *)base;
    struct auth auth = {
        .may_ask = true,
        .stop = &self->session->interrupted,
    };
    char *answer;

    for (size_t i = 0; i < self->known.n; i += 2)
        if (!strcmp(self->known.v[i], prompt))
            return mem_dup(self->known.v[i + 1]);
    fflush(self->session->out);
    answer = auth_ask(prompt, !secret, &auth);
    if (!answer)
        return NULL;
    strv_add(&self->known, prompt);
    strv_add(&self->known, answer);
    return answer;
}

void clone_ask_init(struct clone_ask *self, struct session *session)
{
    *self = (struct clone_ask){ .base.ask = ask, .session = session };
}

void clone_ask_done(struct clone_ask *self)
{
    for (size_t i = 0; i < self->known.n; i++)
        explicit_bzero(self->known.v[i], strlen(self->known.v[i]));
    strv_done(&self->known);
}
