/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/proc.h"
#include "shell/extend.h"
#include "shell/help.h"
#include "shell/virsh_help.h"

struct help_args {
    char *command;
    struct strv more;
};

static const struct field fields[] = {
    { FIELD(struct help_args, command), .name = "command", .flags = FIELD_DATA,
      .complete = COMPLETE_COMMAND,
      .help = "command, group or topic to explain" },
    { FIELD(struct help_args, more), .name = "ignored",
      .flags = FIELD_DATA | FIELD_REST | FIELD_HIDDEN | FIELD_EMPTY_OK,
      .help = "further words, which virsh ignores too" },
    FIELD_END,
};

static int explain(struct session *session, const char *name, struct err *err)
{
    struct err ours = ERR_INIT;

    if (!help_about(session, name, &ours) || virsh_help(name, session->out))
        return 0;
    *err = ours;
    return -1;
}

static int run(struct session *session, void *data, struct err *err)
{
    struct help_args *args = data;

    if (!args->command || !command_find(session->commands, args->command))
        session_extend_list(session);
    if (args->command)
        return explain(session, args->command, err);
    fputs("Grouped commands:\n\n", session->out);
    help_all(session, session->out);
    if (proc_exists("virsh"))
        fputs("  (all other commands of virsh work, too: virsh help)\n",
              session->out);
    return 0;
}

const struct command cmd_help = {
    .name = "help",
    .group = "shell",
    .help = "print help",
    .desc = "Print the list of all commands, or explain a command, or list "
            "the commands of a group. `help identity` is about what a clone "
            "does not share with its source. `COMMAND --help` is the same as "
            "`help COMMAND`. What only virsh has is explained by virsh.",
    .example = "help list\nhelp domain",
    .fields = fields,
    .size = sizeof(struct help_args),
    .flags = COMMAND_HERE | COMMAND_PAGED,
    .run = run,
};
