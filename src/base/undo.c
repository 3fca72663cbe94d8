/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/undo.h"
#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>

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

void undo_drop(struct undo *undo)
{
    struct undo_step *step = &undo->v[--undo->n];

    if (step->kind->free)
        step->kind->free(step->data);
    free(step->what);
    free(step->subject);
}

int undo_run(struct undo *undo, struct strv *left)
{
    size_t before = left->n;

    while (undo->n) {
        struct undo_step *step = &undo->v[undo->n - 1];
        struct err err = ERR_INIT;

        if (step->kind->undo(step, &err))
            strv_fmt(left, "%s: %s", step->what, err.text);
        undo_drop(undo);
    }
    return left->n == before ? 0 : -1;
}

void undo_done(struct undo *undo)
{
    while (undo->n)
        undo_drop(undo);
    free(undo->v);
    *undo = (struct undo){ 0 };
}

struct made {
    dev_t dev;
    ino_t ino;
};

void undo_file_made(struct undo_step *step, int fd)
{
    struct made *made = mem_new(1, sizeof(*made));
    struct stat st;

    if (!fstat(fd, &st))
        *made = (struct made){ st.st_dev, st.st_ino };
    step->data = made;
}

static int file_undo(struct undo_step *step, struct err *err)
{
    const struct made *made = step->data;
    struct stat st;

    if (lstat(step->subject, &st))
        return errno == ENOENT ? 0
                               : err_sys(err, "cannot look at it again");
    if (!made || st.st_dev != made->dev || st.st_ino != made->ino)
        return err_fail(err, "it is another file now and was left alone");
    if (unlink(step->subject))
        return err_sys(err, "cannot remove it");
    return 0;
}

const struct undo_kind undo_file = { "file", file_undo, free };
