/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The undo stack on disk: so that a change can be taken back after kill -9 or
 * a power cut. One file an operation in the state directory ("ops/"), a line
 * of JSON a record, written through before the step is made. The file is
 * locked as long as its process lives, and removed when the operation is done
 * or undone.
 */
#ifndef BASE_JOURNAL_H
#define BASE_JOURNAL_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/undo.h"

struct journal;

/* Nothing is written before the first record. Texts are copied; uri may be
 * NULL. */
struct journal *journal_new(const char *operation, const char *uri);

/* Record a step; from any thread. It is on the disk when this returns. */
int journal_write(struct journal *journal, struct undo_step *step,
                  struct err *err);
/* It was made, with the words that it has now; see undo_made. */
void journal_made(struct journal *journal, const struct undo_step *step);
/* It was undone, or not made after all. */
void journal_forget(struct journal *journal, const struct undo_step *step);

/* All that was recorded is to stay: the operation is done. That is on the disk
 * when this returns. Fails when the file can be neither removed nor emptied,
 * or not for sure: it would undo what is done. */
int journal_commit(struct journal *journal, struct err *err);

/* Removes the file, unless it records what could not be undone. */
void journal_free(struct journal *journal);
CLEANUP_FUNC(struct journal *, journal_free);

/* ---- after a crash ---- */

/* What an operation left behind: steps neither undone nor committed. */
struct journal_left {
    char *file;
    char *operation, *uri, *time;
    long pid;
    struct undo undo; /* the steps; kinds from journal_read's table */
    int fd;           /* locked: nobody else recovers it */
    int64_t length;   /* of its whole lines */
};

/* All files whose process is gone. A file of a living one is passed over. A
 * file that cannot be read is an error that names it, after all others were
 * taken. kinds is NULL-ended. */
struct journal_list {
    struct journal_left *v;
    size_t n;
    size_t running; /* files of living processes, passed over */
};
int journal_read(const struct undo_kind *const *kinds,
                 struct journal_list *ret, struct err *err);

/* Is there anything to recover? Cheap: looks at names and locks. */
size_t journal_count(void);

/* This step was undone: it must not be undone once more, for by then what has
 * its name may be somebody else's. */
int journal_undone(struct journal_left *left, const struct undo_step *step,
                   struct err *err);

/* Nothing of it is left: remove the file. */
void journal_remove(struct journal_left *left);
void journal_list_done(struct journal_list *list);
CLEANUP_DONE(struct journal_list, journal_list_done);

#endif
