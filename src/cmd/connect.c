/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/hooks.h"
#include "shell/session.h"

struct connect_args {
    char *name;
    bool readonly;
};

static const struct field fields[] = {
    { FIELD(struct connect_args, name), .name = "name", .flags = FIELD_DATA,
      .complete = COMPLETE_URI, .help = "hypervisor connection URI" },
    { FIELD(struct connect_args, readonly), .name = "readonly",
      .help = "read-only connection" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct connect_args *args = words;
    const char *uri = args->name ? args->name : conn_uri(session->conn);

    lua_hooks_collect(session->hooks);
    conn_change(session->conn, uri, args->readonly);
    return session_connect(session, err) ? 0 : -1;
}

const struct command cmd_connect = {
    .name = "connect",
    .group = "host",
    .help = "(re)connect to hypervisor",
    .desc = "Close the connection and open another one, or the same again "
            "when no URI is given.",
    .example = "connect qemu:///session\nconnect test:///default --readonly",
    .fields = fields,
    .size = sizeof(struct connect_args),
    .run = run,
};
