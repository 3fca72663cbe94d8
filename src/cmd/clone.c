/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/audit_guest.h"
#include "cmd/clone_args.h"
#include "cmd/clone_ask.h"
#include "cmd/clone_blame.h"
#include "cmd/clone_json.h"
#include "cmd/clone_plan.h"
#include "cmd/clone_progress.h"
#include "shell/confirm.h"
#include "virt/error.h"

/* ---- showing ------------------------------------------------------------ */

static int show_one(struct session *session, const struct clone_args *args,
                    const struct clone *clone, struct err *err)
{
    AUTO(free) char *text = xml_text(clone->xml);

    if (args->blame)
        return clone_blame_print(clone, session->out, err);
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
    if (batch_base(batch) && !args->blame && !args->print_xml)
        clone_plan_show_base(session, batch_base(batch));
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
        for (size_t j = 0; j < clone->guest.steps.n; j++)
            if (str_starts(clone->guest.steps.v[j], "auto"))
                tell_once(session, &told,
                          mem_dup(clone->guest.steps.v[j]));
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
    for (size_t i = 0; result->rc == 0 && i < clone->guest.kept.n; i++)
        session_note(session, "note: '%s' keeps %s", clone->name,
                     clone->guest.kept.v[i]);
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
    struct err worst; /* it decides the exit status, whoever ended first */
};

static int badness(enum err_code code)
{
    static const int rank[] = {
        [ERR_DENIED] = 1, [ERR_FAILED] = 2, [ERR_USAGE] = 2,
        [ERR_INTERRUPTED] = 3, [ERR_LEFTOVER] = 4,
    };

    return rank[code];
}

static void count(struct tally *tally, const struct batch_result *result)
{
    if (tally->results)
        json_object_array_add(tally->results, clone_json_result(result));
    if (result->rc == 0)
        return;
    tally->failed++;
    if (badness(result->err.code) > badness(tally->worst.code))
        tally->worst = result->err;
}

static int sum_up(const struct tally *tally, size_t n, struct err *err)
{
    if (!tally->failed)
        return 0;
    *err = tally->worst;
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

/* They are there and whole, and stay: so what they share is a warning. */
static void audit(struct session *session, const struct clone_args *args,
                  const struct batch *batch)
{
    AUTO(strv_done) struct strv names = { 0 };
    struct audit_guest how = { .words = &names, .key_files = &args->guest_key };
    struct err err = ERR_INIT;

    strv_add(&names, batch_clone(batch, 0)->source.name);
    for (size_t i = 0; i < batch_count(batch); i++)
        strv_add(&names, batch_clone(batch, i)->name);
    if (audit_guest(session, &how, &err))
        session_warn(session, "%s", err.text);
}

/* ---- asking first ------------------------------------------------------- */

static bool exists(const struct clone *clone)
{
    AUTO(domain_free)
    virDomainPtr domain = virDomainLookupByName(clone->vir, clone->name);

    return domain != NULL;
}

/* --replace takes domains away. */
static int confirm_replaced(struct session *session, const struct batch *batch,
                            struct err *err)
{
    AUTO(buf_done) struct buf names = { 0 };
    AUTO(free) char *what = NULL;

    for (size_t i = 0; i < batch_count(batch); i++) {
        const struct clone *clone = batch_clone(batch, i);

        if (exists(clone))
            buf_fmt(&names, "%s '%s'", names.n ? "," : "", clone->name);
    }
    if (!names.n)
        return 0;
    what = mem_fmt("end and undefine%s", names.text);
    return confirm(session, what, err);
}

/* ---- the command -------------------------------------------------------- */

static int run_batch(struct session *session, const struct clone_args *args,
                     const struct batch_options *options, struct err *err)
{
    virConnectPtr vir = session_connect(session, err);
    AUTO(batch_free)
    struct batch *batch = vir ? batch_plan(options, vir, err) : NULL;

    if (!batch)
        return -1;
    if (options->spec->replace && !options->spec->dry_run && !args->yes &&
        confirm_replaced(session, batch, err))
        return -1;
    if (options->spec->dry_run)
        return show(session, args, batch, err);
    if (make(session, batch, err))
        return -1;
    if (args->audit)
        audit(session, args, batch);
    return 0;
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
    AUTO(clone_ask_done) struct clone_ask ask = { 0 };
    AUTO(strv_done) struct strv names = { 0 };
    struct clone_spec spec;
    struct batch_options options = {
        .spec = &spec,
        .names = &names,
        .jobs = (unsigned)args->jobs,
        .fail_fast = args->fail_fast,
    };
    bool quiet = session->quiet;
    int rc;

    if (args->audit && session->json)
        return err_usage(err, "--audit has no place in --json: ask audit "
                              "--guest --json afterwards");
    if (clone_args_read(args, &spec, &names, err))
        return -1;
    if (args->connect)
        conn_change(session->conn, args->connect, false);
    session->quiet = quiet || args->quiet;
    clone_ask_init(&ask, session);
    spec.hooks = session->hooks;
    spec.asker = session->interactive && !session->json ? &ask.base : NULL;
    spec.stop = &session->interrupted;
    spec.schema = session->schema;
    spec.trace = args->trace_hooks ? &trace : NULL;
    rc = run_batch(session, args, &options, err);
    session->quiet = quiet;
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
            "virt-clone's options are taken, too, with its way to name "
            "things.\n"
            "A clone that fails leaves nothing behind. Lua hooks can change "
            "the clone before it is made, choose where its disks go, and "
            "refuse it.",
    .example = "clone base web01\n"
               "clone base web01 --dry-run\n"
               "clone base web-{01..20} --linked --start\n"
               "clone base web01 --disk vda,pool=ssd --disk vdb,action=share\n"
               "clone base web01 --mac 52:54:00:12:34:56 --hook policy.lua",
    .fields = clone_fields,
    .size = sizeof(struct clone_args),
    .flags = COMMAND_CHANGES | COMMAND_JSON,
    .run = run,
};
