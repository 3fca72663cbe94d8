/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/extend.h"

int session_extend(struct session *session, struct err *err)
{
    struct extension *extension = session->extension;

    return extension ? extension->load(extension, session, err) : 0;
}

const struct command *session_find(struct session *session, const char *name,
                                   struct err *err)
{
    const struct command *command = command_find(session->commands, name);

    if ((command && !(command->flags & COMMAND_SCRIPT)) || !*name ||
        session_extend(session, err))
        return command;
    return command_find(session->commands, name);
}

void session_extend_list(struct session *session)
{
    struct err err = ERR_INIT;

    if (session_extend(session, &err))
        session_note(session, "warning: %s", err.text);
}
