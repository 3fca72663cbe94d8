/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/undo.h"
#include "base/journal.h"
#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

struct undo_step *undo_push(struct undo *undo, const struct undo_kind *kind,
                            const char *subject, void *data)
{
    struct undo_step *step;

    undo->v = mem_more(undo->v, undo->n, sizeof(*undo->v));
    step = &undo->v[undo->n++];
    *step = (struct undo_step){
        .kind = kind,
        .what = mem_dup(subject),
        .subject = mem_dup(subject),
        .data = data,
    };
    return step;
}

void undo_what(struct undo_step *step, const char *fmt, ...)
{
    char *what = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&what, fmt, ap) >= 0)
        mem_set(&step->what, what);
    va_end(ap);
}

void undo_word(struct undo_step *step, const char *word)
{
    strv_add(&step->words, word);
}

int undo_ready(struct undo *undo, struct err *err)
{
    struct undo_step *step = &undo->v[undo->n - 1];

    if (!undo->journal || !step->kind->recorded ||
        journal_write(undo->journal, step, err) == 0)
        return 0;
    undo_drop(undo);
    return -1;
}

void undo_made(struct undo *undo, struct undo_step *step)
{
    step->uncertain = false;
    if (undo->journal && step->id)
        journal_made(undo->journal, step);
}

static void step_done(struct undo_step *step)
{
    if (step->kind->free)
        step->kind->free(step->data);
    free(step->what);
    free(step->subject);
    strv_done(&step->words);
}

void undo_drop(struct undo *undo)
{
    struct undo_step *step = &undo->v[--undo->n];

    if (undo->journal && step->id)
        journal_forget(undo->journal, step);
    step_done(step);
}

void undo_tell(const struct strv *left, struct err *err)
{
    AUTO(free) char *list = strv_join(left, "\n  ");
    struct err why = *err;

    err_set(err, ERR_LEFTOVER, "%s\nnot everything could be undone:\n  %s",
            why.text, list);
}

void undo_back(struct undo *undo, struct err *err)
{
    AUTO(strv_done) struct strv left = { 0 };

    if (undo_run(undo, &left))
        undo_tell(&left, err);
}

void undo_append(struct undo *undo, struct undo *from)
{
    for (size_t i = 0; i < from->n; i++) {
        undo->v = mem_more(undo->v, undo->n, sizeof(*undo->v));
        undo->v[undo->n++] = from->v[i];
    }
    free(from->v);
    *from = (struct undo){ .journal = from->journal };
}

/* It keeps its record. */
static void leave(struct undo *undo, const char *why, struct strv *left)
{
    struct undo_step *step = &undo->v[--undo->n];

    strv_fmt(left, "%s: %s", step->what, why);
    step_done(step);
}

/* Returns whether older steps are held by this one. */
static bool take_back(struct undo *undo, struct strv *left)
{
    struct undo_step *step = &undo->v[undo->n - 1];
    struct err err = ERR_INIT;
    bool holds = step->kind->holds;

    if (step->kind->undo(step, &err)) {
        leave(undo, err.text, left);
        return holds;
    }
    undo_drop(undo);
    return false;
}

int undo_run(struct undo *undo, struct strv *left)
{
    size_t before = left->n;
    bool held = false;

    while (undo->n && !held)
        held = take_back(undo, left);
    while (undo->n)
        leave(undo, "it may be in use by that", left);
    return left->n == before ? 0 : -1;
}

void undo_done(struct undo *undo)
{
    while (undo->n)
        step_done(&undo->v[--undo->n]);
    free(undo->v);
    *undo = (struct undo){ .journal = undo->journal };
}
