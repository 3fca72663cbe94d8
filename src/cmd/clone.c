/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/clone.h"
#include "cmd/clone_plan.h"
#include "shell/session.h"

struct clone_args {
    char *source, *name, *uuid;
    struct strv disk, mac, hook;
    bool dry_run, print_xml, force, no_hooks;
};

static const struct field fields[] = {
    { FIELD(struct clone_args, source), .name = "source",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_INACTIVE,
      .help = "name, id or uuid of the domain to clone" },
    { FIELD(struct clone_args, name), .name = "name",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_EMPTY_OK,
      .help = "name of the new domain" },
    { FIELD(struct clone_args, disk), .name = "disk",
      .help = "choices for one disk: TARGET[,action=copy|share|empty|drop|"
              "external][,pool=P][,name=N][,path=F][,method=M]"
              "[,format=qcow2|raw][,size=S][,serial=T]; '*' is every disk" },
    { FIELD(struct clone_args, mac), .name = "mac",
      .help = "MAC address, once for each interface in order" },
    { FIELD(struct clone_args, uuid), .name = "uuid",
      .help = "UUID of the new domain" },
    { FIELD(struct clone_args, hook), .name = "hook",
      .complete = COMPLETE_FILE, .help = "load this Lua hook, too" },
    { FIELD(struct clone_args, no_hooks), .name = "no-hooks",
      .help = "run no hooks" },
    { FIELD(struct clone_args, dry_run), .name = "dry-run",
      .help = "show the plan and change nothing" },
    { FIELD(struct clone_args, print_xml), .name = "print-xml",
      .help = "print the XML of the clone and change nothing" },
    { FIELD(struct clone_args, force), .name = "force",
      .help = "take a name that looks like an id, a UUID or an option" },
    FIELD_END,
};

static void tell(struct session *session, const struct strv *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        session_note(session, "note: %s", notes->v[i]);
}

static int show(struct session *session, const struct clone_args *args,
                const struct clone *clone, struct err *err)
{
    AUTO(free) char *text = xml_text(clone->xml);

    if (args->print_xml) {
        fputs(text, session->out);
        return 0;
    }
    return clone_plan_show(session, clone, err);
}

static int make(struct session *session, struct clone *clone, struct err *err)
{
    int rc;

    tell(session, &clone->notes);
    rc = clone_run(clone, err);
    for (size_t i = 0; i < clone->warnings.n; i++)
        session_warn(session, "%s", clone->warnings.v[i]);
    if (rc)
        return err_wrap(err, "cannot clone '%s' as '%s'", clone->source.name,
                        clone->name);
    fprintf(session->out, "Domain '%s' cloned from '%s'\n", clone->name,
            clone->source.name);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct clone_args *args = words;
    bool look = args->dry_run || args->print_xml;
    struct clone_spec spec = {
        .source = args->source,
        .name = args->name,
        .uuid = args->uuid,
        .macs = args->mac.n ? &args->mac : NULL,
        .disks = args->disk.n ? &args->disk : NULL,
        .hook_files = args->hook.n ? &args->hook : NULL,
        .force = args->force,
        .dry_run = look,
        .hooks = args->no_hooks ? NULL : session->hooks,
        .stop = &session->interrupted,
    };
    virConnectPtr vir = session_connect(session, err);
    AUTO(clone_free)
    struct clone *clone = vir ? clone_plan(&spec, vir, err) : NULL;

    if (!clone)
        return vir ? err_wrap(err, "cannot clone '%s' as '%s'", args->source,
                              args->name)
                   : -1;
    return look ? show(session, args, clone, err)
                : make(session, clone, err);
}

const struct command cmd_clone = {
    .name = "clone",
    .group = "domain",
    .help = "copy a domain with its disks, as a machine of its own",
    .desc = "Make a new domain from one that is shut off. The clone gets its "
            "own name, UUID, MAC addresses and copies of all disks that are "
            "written to; read-only and shareable disks, CD-ROMs and empty "
            "drives are shared. Sharing a disk that is written to destroys "
            "its data when both machines run.\n"
            "A clone that fails leaves nothing behind. Lua hooks can change "
            "the clone before it is made, choose where its disks go, and "
            "refuse it.",
    .example = "clone base web01\n"
               "clone base web01 --dry-run\n"
               "clone base web01 --disk vda,pool=ssd --disk vdb,action=share\n"
               "clone base web01 --mac 52:54:00:12:34:56 --hook policy.lua",
    .fields = fields,
    .size = sizeof(struct clone_args),
    .flags = COMMAND_CONNECTS | COMMAND_CHANGES,
    .run = run,
};
