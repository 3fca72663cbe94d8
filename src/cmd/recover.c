/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/journal.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/rename.h"
#include "clone/rename_snapshots.h"
#include "clone/replace.h"
#include "guest/scratch.h"
#include "clone/sealed.h"
#include "lua/step.h"
#include "shell/json.h"
#include "shell/session.h"
#include "store/refresh.h"
#include "store/store.h"
#include "virt/conn.h"

struct recover_args {
    bool list, force, forget, json;
};

static const struct field fields[] = {
    { FIELD(struct recover_args, list), .name = "list",
      .help = "only show what was left behind" },
    { FIELD(struct recover_args, force), .name = "force",
      .help = "also delete what is not proven to be ours" },
    { FIELD(struct recover_args, forget), .name = "forget",
      .help = "undo nothing, and forget what was left behind" },
    JSON_ROW(struct recover_args),
    FIELD_END,
};

static const struct undo_kind *const kinds[] = {
    &undo_dir,
    &undo_file,
    &undo_moved,
    &undo_redefined,
    &undo_renamed,
    &undo_snapshot,
    &undo_replaced,
    &undo_sealed,
    &undo_volume,
    &undo_refresh,
    &undo_domain,
    &undo_command,
    NULL,
};

struct recovery {
    struct session *session;
    size_t running; /* other operations */
    const struct recover_args *args;
    struct strv failed; /* "what: why" */
    struct json_object *json; /* with --json: a list of operations */
};

static struct json_object *operation_json(const struct journal_left *left)
{
    struct json_object *object = json_object_new_object();
    AUTO(strv_done) struct strv steps = { 0 };

    for (size_t i = left->undo.n; i-- > 0;)
        strv_add(&steps, left->undo.v[i].what);
    json_put_text(object, "operation", left->operation);
    json_put_text(object, "time", left->time);
    json_put_text(object, "uri", left->uri);
    json_put_number(object, "pid", (uint64_t)left->pid);
    json_put_list(object, "steps", &steps);
    return object;
}

static void show(FILE *out, const struct journal_left *left)
{
    fprintf(out, "%s, begun %s by process %ld%s%s\n", left->operation,
            left->time, left->pid, left->uri ? " on " : "",
            left->uri ? left->uri : "");
    for (size_t i = left->undo.n; i-- > 0;)
        fprintf(out, "  %s%s\n", left->undo.v[i].what,
                left->undo.v[i].uncertain && left->undo.v[i].kind->revive
                    ? " (if it was made)"
                    : "");
}

/* Steps on files need no connection, so one that cannot be opened does not
 * keep them from being undone. */
static int revive(struct undo_step *step, struct conn *conn, struct err *err)
{
    virConnectPtr vir;

    if (!step->kind->revive)
        return 0;
    vir = conn_get(conn, err);
    return vir ? step->kind->revive(step, vir, err) : -1;
}

/* A second try that runs now may have made what the first one had not. */
static int prove(const struct recovery *recovery, struct undo_step *step,
                 struct err *err)
{
    bool force = recovery->args->force;

    if (step->uncertain && step->kind->prove && recovery->running && !force)
        return err_fail(err, "another operation runs, and it may be that "
                             "one's: recover again when that has ended");
    if (step->uncertain && step->kind->prove &&
        step->kind->prove(step, force, err))
        return -1;
    if (force || step->kind->prove)
        step->uncertain = false;
    return 0;
}

/* Whether the older steps of the operation can be undone now, too. */
static bool undo_one(struct recovery *recovery, struct journal_left *left,
                     struct undo_step *step, struct conn *conn)
{
    struct err err = ERR_INIT;

    if (revive(step, conn, &err) == 0 && prove(recovery, step, &err) == 0 &&
        step->kind->undo(step, &err) == 0 &&
        journal_undone(left, step, &err) == 0) {
        if (!recovery->json)
            fprintf(recovery->session->out, "  done: %s\n", step->what);
        return true;
    }
    strv_fmt(&recovery->failed, "%s: %s", step->what, err.text);
    return !step->kind->holds;
}

static void undo_all(struct recovery *recovery, struct journal_left *left)
{
    struct conn_options options = {
        .uri = left->uri,
        .keepalive_interval = 5,
        .keepalive_count = 6,
        .may_ask = recovery->session->interactive,
    };
    AUTO(conn_free) struct conn *conn = conn_new(&options);
    size_t before = recovery->failed.n;

    for (size_t i = left->undo.n; i-- > 0;)
        if (!undo_one(recovery, left, &left->undo.v[i], conn))
            break;
    if (recovery->failed.n == before)
        journal_remove(left);
}

static void recover(struct recovery *recovery, struct journal_left *left)
{
    if (recovery->json)
        json_object_array_add(recovery->json, operation_json(left));
    else
        show(recovery->session->out, left);
    if (recovery->args->forget)
        journal_remove(left);
    else if (!recovery->args->list)
        undo_all(recovery, left);
}

static unsigned turn_of(const struct journal_left *left)
{
    unsigned turn = 0;

    for (size_t i = 0; i < left->undo.n; i++)
        if (left->undo.v[i].kind->turn > turn)
            turn = left->undo.v[i].kind->turn;
    return turn;
}

/* While one is not undone, those of later turns wait. */
static void recover_all(struct recovery *recovery, struct journal_list *list)
{
    for (unsigned turn = 0; turn < UNDO_TURNS && !recovery->failed.n; turn++)
        for (size_t i = 0; i < list->n; i++)
            if (turn_of(&list->v[i]) == turn)
                recover(recovery, &list->v[i]);
}

static void print_result(struct recovery *recovery)
{
    struct json_object *value;

    if (!recovery->json)
        return;
    value = json_object_new_object();
    json_object_object_add(value, "operations", recovery->json);
    json_put_list(value, "left", &recovery->failed);
    json_print(recovery->session, value);
}

static int report(const struct recovery *recovery, struct err *err)
{
    AUTO(free) char *list = strv_join(&recovery->failed, "\n");

    if (!recovery->failed.n)
        return 0;
    return err_set(err, ERR_LEFTOVER, "%s", list);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct recovery recovery = {
        .session = session,
        .args = words,
        .json = session->json ? json_object_new_array() : NULL,
    };
    AUTO(journal_list_done) struct journal_list list = { 0 };
    int rc = journal_read(kinds, &list, err);

    scratch_sweep();
    recovery.running = list.running;
    recover_all(&recovery, &list);
    print_result(&recovery);
    if (!list.n && rc == 0 && !session->json)
        fputs("Nothing was left behind\n", session->out);
    if (rc == 0)
        rc = report(&recovery, err);
    strv_done(&recovery.failed);
    return rc;
}

const struct command cmd_recover = {
    .name = "recover",
    .group = "domain",
    .help = "undo what a killed program left behind",
    .desc = "List the operations that were cut off by a crash, a kill or a "
            "power cut, and undo what they had done. Each change is written "
            "to a journal before it is made; only what the journal proves to "
            "be ours is deleted, of anything else it is said how to remove "
            "it. What cannot be undone stays recorded: recover again when "
            "nothing is in its way any more, or --forget it. Operations of "
            "programs that still run are left alone.",
    .example = "recover --list\n"
               "recover",
    .fields = fields,
    .size = sizeof(struct recover_args),
    .flags = COMMAND_CHANGES | COMMAND_JSON,
    .run = run,
};
