/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/batch.h"
#include "clone/expand.h"
#include "clone/name.h"
#include "cmd/clone_blame.h"
#include "cmd/clone_json.h"
#include "cmd/clone_plan.h"
#include "cmd/clone_progress.h"
#include "shell/session.h"

struct clone_args {
    char *source, *uuid, *pool, *dir, *chain;
    char *title, *description, *nvram, *tpm, *hostdev;
    struct strv name, disk, mac, hook, set, no_hook, only_hook;
    int64_t jobs;
    bool strict, linked, verify, start, fail_fast, dry_run, print_xml, force;
    bool no_hooks, blame;
    char *trace_hooks;
};

static const struct field fields[] = {
    { FIELD(struct clone_args, source), .name = "source",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_INACTIVE,
      .help = "name, id or uuid of the domain to clone" },
    { FIELD(struct clone_args, name), .name = "name",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_REST | FIELD_EMPTY_OK,
      .help = "name of the new domain; web-{01..20} is twenty of them" },
    { FIELD(struct clone_args, disk), .name = "disk",
      .help = "what becomes of one disk: TARGET,KEY=VALUE... with the keys "
              "action, method, pool, dir, path, name, format, chain, size and "
              "serial; '*' is every disk" },
    { FIELD(struct clone_args, linked), .name = "linked",
      .help = "make all disks overlays on the source's: "
              "--disk '*',method=linked" },
    { FIELD(struct clone_args, pool), .name = "pool",
      .complete = COMPLETE_POOL, .help = "storage pool of all copied disks" },
    { FIELD(struct clone_args, dir), .name = "dir", .complete = COMPLETE_DIR,
      .help = "directory of all copied disks" },
    { FIELD(struct clone_args, chain), .name = "chain",
      .values = "flatten keep", .complete = COMPLETE_WORDS,
      .help = "flatten backing chains (the default), or keep them" },
    { FIELD(struct clone_args, verify), .name = "verify",
      .help = "compare each copy with its source, byte for byte" },
    { FIELD(struct clone_args, mac), .name = "mac",
      .help = "MAC address, once for each interface in order, or 'new'; "
              "'keep' keeps all" },
    { FIELD(struct clone_args, uuid), .name = "uuid",
      .help = "UUID of the new domain" },
    { FIELD(struct clone_args, title), .name = "title",
      .help = "title of the new domain; without it there is none" },
    { FIELD(struct clone_args, description), .name = "description",
      .help = "description of the new domain instead of the source's" },
    { FIELD(struct clone_args, nvram), .name = "nvram",
      .complete = COMPLETE_FILE,
      .help = "UEFI variables: 'copy', 'reset' from the template, or the path "
              "of the copy" },
    { FIELD(struct clone_args, tpm), .name = "tpm",
      .values = "copy new drop", .complete = COMPLETE_WORDS,
      .help = "state of the emulated TPM" },
    { FIELD(struct clone_args, hostdev), .name = "hostdev",
      .values = "drop keep", .complete = COMPLETE_WORDS,
      .help = "devices of the host, of which there is only one" },
    { FIELD(struct clone_args, strict), .name = "strict",
      .help = "refuse a clone that could clash with another domain, or still "
              "says what is the source's" },
    { FIELD(struct clone_args, start), .name = "start",
      .help = "start the new domain" },
    { FIELD(struct clone_args, jobs), .name = "jobs",
      .help = "clones that are made at the same time" },
    { FIELD(struct clone_args, fail_fast), .name = "fail-fast",
      .help = "begin no more clones once one has failed" },
    { FIELD(struct clone_args, hook), .name = "hook",
      .complete = COMPLETE_FILE, .help = "load this Lua hook, too" },
    { FIELD(struct clone_args, set), .name = "set",
      .help = "set a parameter of a hook: HOOK.KEY=VALUE, or KEY=VALUE where "
              "one hook has it" },
    { FIELD(struct clone_args, no_hook), .name = "no-hook",
      .help = "leave out the hooks of this name or glob, also the program's "
              "own: core/mac" },
    { FIELD(struct clone_args, only_hook), .name = "only-hook",
      .help = "run the hooks of this name or glob only" },
    { FIELD(struct clone_args, no_hooks), .name = "no-hooks",
      .help = "run no hooks but those that are mandatory on this machine" },
    { FIELD(struct clone_args, dry_run), .name = "dry-run",
      .help = "show the plan and change nothing" },
    { FIELD(struct clone_args, print_xml), .name = "print-xml",
      .help = "print the XML of the clone and change nothing" },
    { FIELD(struct clone_args, blame), .name = "blame",
      .help = "print the XML with the hook that wrote each line, and change "
              "nothing" },
    { FIELD(struct clone_args, trace_hooks), .name = "trace-hooks",
      .flags = FIELD_OPTIONAL, .values = "diff", .complete = COMPLETE_WORDS,
      .help = "say what each hook did, and how long it took; diff: with the "
              "lines of XML that changed" },
    { FIELD(struct clone_args, force), .name = "force",
      .help = "take what is refused as a caution: a confusing name, a MAC "
              "address that another has, QEMU's own options, the metadata of "
              "managers" },
    FIELD_END,
};

/* ---- showing ------------------------------------------------------------ */

static int show_one(struct session *session, const struct clone_args *args,
                    const struct clone *clone, struct err *err)
{
    AUTO(free) char *text = xml_text(clone->xml);

    if (args->blame)
        return clone_blame_print(clone->xml, session->out, err);
    if (args->print_xml) {
        fputs(text, session->out);
        return 0;
    }
    return clone_plan_show(session, clone, err);
}

static int show_json(struct session *session, const struct batch *batch)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < batch_count(batch); i++)
        json_object_array_add(array, clone_json_plan(batch_clone(batch, i)));
    json_print(session, array);
    return 0;
}

static int show(struct session *session, const struct clone_args *args,
                const struct batch *batch, struct err *err)
{
    if (session->json)
        return show_json(session, batch);
    for (size_t i = 0; i < batch_count(batch); i++)
        if (show_one(session, args, batch_clone(batch, i), err))
            return -1;
    return 0;
}

/* ---- making ------------------------------------------------------------- */

static void tell_once(struct session *session, struct strv *told, char *line)
{
    if (strv_has(told, line)) {
        free(line);
        return;
    }
    session_note(session, "note: %s", line);
    strv_take(told, line);
}

/* What is true of several clones is said once. */
static void tell(struct session *session, const struct batch *batch)
{
    AUTO(strv_done) struct strv told = { 0 };

    for (size_t i = 0; i < batch_count(batch); i++) {
        const struct clone *clone = batch_clone(batch, i);

        for (size_t j = 0; j < clone->findings.n; j++) {
            const struct finding *finding = &clone->findings.v[j];

            if (finding_matters(finding))
                tell_once(session, &told,
                          mem_fmt("%s%s (%s)", finding->text,
                                  finding->kind == FINDING_RESIDUE
                                      ? " is still the source's"
                                      : "",
                                  finding->where));
        }
        for (size_t j = 0; j < clone->notes.n; j++)
            tell_once(session, &told, mem_dup(clone->notes.v[j]));
    }
}

/* Of several clones each failure is reported as it comes, and the error in the
 * end counts them; of one it is the error. */
static void tell_result(struct session *session, struct batch *batch,
                        struct batch_result *result)
{
    const struct clone *clone = result->clone;

    for (size_t i = 0; i < clone->warnings.n; i++)
        session_warn(session, "%s", clone->warnings.v[i]);
    if (result->rc == 0 && !session->json) {
        fprintf(session->out, "Domain '%s' cloned from '%s'\n", clone->name,
                clone->source.name);
        fflush(session->out);
    }
    if (result->rc == 0)
        return;
    if (result->err.code != ERR_DENIED)
        err_wrap(&result->err, "cannot clone '%s' as '%s'",
                 clone->source.name, clone->name);
    if (batch_count(batch) > 1)
        session_report(session, &result->err);
}

struct tally {
    size_t failed;
    struct json_object *results; /* with --json */
    struct err last, worst; /* worst: something is left over */
};

static void count(struct tally *tally, const struct batch_result *result)
{
    if (tally->results)
        json_object_array_add(tally->results, clone_json_result(result));
    if (result->rc == 0)
        return;
    tally->failed++;
    tally->last = result->err;
    if (result->err.code == ERR_LEFTOVER)
        tally->worst = result->err;
}

static int sum_up(const struct tally *tally, size_t n, struct err *err)
{
    bool leftover = tally->worst.code != ERR_NONE;

    if (!tally->failed)
        return 0;
    *err = leftover ? tally->worst : tally->last;
    if (n == 1)
        return -1;
    return err_set(err, err->code, "%zu of %zu clones failed", tally->failed,
                   n);
}

static int make(struct session *session, struct batch *batch,
                struct err *err)
{
    struct clone_progress progress;
    struct tally tally = {
        .results = session->json ? json_object_new_array() : NULL,
    };

    tell(session, batch);
    clone_progress_begin(&progress, session);
    batch_start(batch);
    while (!batch_is_done(batch)) {
        struct batch_result *result = batch_wait(batch, 200);

        if (!result) {
            clone_progress_draw(&progress, batch);
            continue;
        }
        clone_progress_clear(&progress);
        tell_result(session, batch, result);
        count(&tally, result);
    }
    clone_progress_clear(&progress);
    if (tally.results)
        json_print(session, tally.results);
    return sum_up(&tally, batch_count(batch), err);
}

/* ---- the command -------------------------------------------------------- */

static int check(const struct clone_args *args, const struct strv *names,
                 struct err *err)
{
    if (args->pool && args->dir)
        return err_usage(err, "Options --pool and --dir are mutually "
                              "exclusive");
    if (args->jobs < 0 || args->jobs > 64)
        return err_usage(err, "--jobs is a number from 1 to 64");
    if (names->n > 1 && args->uuid)
        return err_usage(err, "--uuid is for one clone, not for %zu",
                         names->n);
    if (names->n > 1 && args->mac.n)
        return err_usage(err, "--mac is for one clone, not for %zu",
                         names->n);
    return 0;
}

/* A name that cannot be is told before anything is asked of libvirt, and not
 * repeated as it is in front of the message. */
static int expand(const struct clone_args *args, struct strv *names,
                  struct err *err)
{
    for (size_t i = 0; i < args->name.n; i++)
        if (name_expand(args->name.v[i], names, err))
            return -1;
    for (size_t i = 0; i < names->n; i++)
        if (name_check(names->v[i], args->force, err))
            return -1;
    return check(args, names, err);
}

static int run_batch(struct session *session, const struct clone_args *args,
                     const struct batch_options *options, struct err *err)
{
    virConnectPtr vir = session_connect(session, err);
    AUTO(batch_free)
    struct batch *batch = vir ? batch_plan(options, vir, err) : NULL;

    if (!batch)
        return -1;
    return options->spec->dry_run ? show(session, args, batch, err)
                                  : make(session, batch, err);
}

static void print_trace(const struct strv *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        fprintf(stderr, "%s\n", lines->v[i]);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct clone_args *args = words;
    AUTO(strv_done) struct strv trace = { 0 };
    int rc;
    AUTO(strv_done) struct strv names = { 0 };
    struct clone_spec spec = {
        .source = args->source,
        .uuid = args->uuid,
        .pool = args->pool,
        .dir = args->dir,
        .linked = args->linked,
        .chain = args->chain,
        .verify = args->verify,
        .macs = args->mac.n ? &args->mac : NULL,
        .disks = args->disk.n ? &args->disk : NULL,
        .hook_files = args->hook.n ? &args->hook : NULL,
        .title = args->title,
        .description = args->description,
        .nvram = args->nvram,
        .tpm = args->tpm,
        .hostdev = args->hostdev,
        .strict = args->strict,
        .force = args->force,
        .start = args->start,
        .dry_run = args->dry_run || args->print_xml || args->blame,
        .trace = args->trace_hooks ? &trace : NULL,
        .trace_diff = str_eq(args->trace_hooks, "diff"),
        .hooks = session->hooks,
        .hooks_skip = args->no_hook.n ? &args->no_hook : NULL,
        .hooks_only = args->only_hook.n ? &args->only_hook : NULL,
        .hook_sets = args->set.n ? &args->set : NULL,
        .no_hooks = args->no_hooks,
        .stop = &session->interrupted,
        .schema = session->schema,
    };
    struct batch_options options = {
        .spec = &spec,
        .names = &names,
        .jobs = (unsigned)args->jobs,
        .fail_fast = args->fail_fast,
    };

    if (expand(args, &names, err))
        return -1;
    rc = run_batch(session, args, &options, err);
    print_trace(&trace);
    return rc;
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
            "All else that two machines must not share is changed, left out "
            "or told: `help identity` lists it, --dry-run shows it.\n"
            "A clone that fails leaves nothing behind. Lua hooks can change "
            "the clone before it is made, choose where its disks go, and "
            "refuse it.",
    .example = "clone base web01\n"
               "clone base web01 --dry-run\n"
               "clone base web-{01..20} --linked --start\n"
               "clone base web01 --disk vda,pool=ssd --disk vdb,action=share\n"
               "clone base web01 --mac 52:54:00:12:34:56 --hook policy.lua",
    .fields = fields,
    .size = sizeof(struct clone_args),
    .flags = COMMAND_CONNECTS | COMMAND_CHANGES | COMMAND_JSON,
    .run = run,
};
