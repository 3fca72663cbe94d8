/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The undo stack: what was done to the world, and how to take it back.
 *
 * A step is recorded before it is made, and described by data (a kind and
 * its words), so that the same record can be written to a file. On failure
 * the stack runs newest first; on success it is forgotten.
 *
 *     step = undo_push(undo, &undo_volume, "web.qcow2", connection);
 *     undo_word(step, "pool");
 *     if (undo_ready(undo, err))
 *         return -1;                    it could not be recorded
 *     if (!virStorageVolCreateXML(...)) {
 *         undo_drop(undo);              nothing was made: nothing to undo
 *         return virt_err(...);
 *     }
 *
 * One stack belongs to one thread; what threads did at the same time is put
 * together with undo_append.
 */
#ifndef BASE_UNDO_H
#define BASE_UNDO_H

#include "base/err.h"
#include "base/str.h"

struct journal;
struct undo_step;

/* Of operations, of what several of them stand on, of what all are in. */
enum undo_turn { UNDO_USUAL, UNDO_BELOW, UNDO_AROUND, UNDO_TURNS };

struct undo_kind {
    const char *name; /* stable: names the record */
    /* Take the step back. Returns 0 also when there was nothing to undo. */
    int (*undo)(struct undo_step *step, struct err *err);
    /* Frees step->data; may be NULL. */
    void (*free)(void *data);
    /* For a step that was read from a journal: find step->data again.
     * NULL: it needs none. A kind without `recorded` is not journalled. */
    int (*revive)(struct undo_step *step, void *context, struct err *err);
    /* For a step of a journal that may or may not have been made, revived: what
     * is there now, if anything, is ours. Else it fails with the reason.
     * forced: the user says so, and only what speaks against deleting it at all
     * counts. NULL: undo() knows by itself. */
    int (*prove)(struct undo_step *step, bool forced, struct err *err);
    bool recorded;
    /* While it cannot be undone, what was made before it is left alone, for it
     * may be in use by it. */
    bool holds;
    /* After a crash operations are undone in turns, UNDO_USUAL first. */
    enum undo_turn turn;
};

struct undo_step {
    const struct undo_kind *kind;
    char *what;     /* for people: "create volume 'x' in pool 'y'" */
    char *subject;  /* for the kind: a path, a name */
    struct strv words; /* for the kind: more of them */
    void *data;     /* for the kind: a connection, a Lua reference */
    bool uncertain; /* it may or may not have been made: interrupted, or a
                       crash came before undo_made */
    unsigned id;    /* of its record; 0: none */
};

struct undo {
    struct undo_step *v;
    size_t n;
    struct journal *journal; /* borrowed; NULL: not recorded on disk */
};

/* Record a step that is about to be made. Texts are copied, data is taken
 * over. The step stays valid until the next push. */
struct undo_step *undo_push(struct undo *undo, const struct undo_kind *kind,
                            const char *subject, void *data);
void undo_what(struct undo_step *step, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void undo_word(struct undo_step *step, const char *word); /* copied */

/* The newest step is described: write it to the journal, if there is one. */
int undo_ready(struct undo *undo, struct err *err);

/* It was made: after a crash there is no doubt about it. For steps that are
 * not known again by what they made, or only by words that are added now. */
void undo_made(struct undo *undo, struct undo_step *step);

/* The newest step was not made after all: forget it. */
void undo_drop(struct undo *undo);

/* Take all back, newest first, up to one that holds and cannot be taken back.
 * What is not taken back is added to `left` as "what: why". Returns 0 when
 * nothing is left over, else -1. The stack is empty afterwards. */
int undo_run(struct undo *undo, struct strv *left);

/* Something failed: take all back. The failure stays the first line of the
 * error; what is left follows it, as ERR_LEFTOVER. */
void undo_back(struct undo *undo, struct err *err);
/* The second half of it, for what undo_run left. */
void undo_tell(const struct strv *left, struct err *err);

/* Move the steps of `from` onto the stack; from is empty afterwards. */
void undo_append(struct undo *undo, struct undo *from);

/* All went well: forget the steps. */
void undo_done(struct undo *undo);
CLEANUP_DONE(struct undo, undo_done);

/* A file that we create; subject is its absolute path. It is removed only
 * while it is the file that is open at fd, which is known by inode and time of
 * birth, in the same directory: also after its file system was mounted anew. */
extern const struct undo_kind undo_file;
void undo_file_is(struct undo_step *step, int fd);
/* Which file is at a path, as the next word of a step of another kind, where it
 * is a regular file that can be seen; and whether that is another one now (not
 * where nobody can tell). */
void undo_file_remember(struct undo_step *step, const char *path);
bool undo_file_is_other(const char *path, const char *word);
/* When the regular file at a path was made, in milliseconds of the clock; -1
 * where nobody can tell. */
int undo_file_born(const char *path, int64_t *ret);
/* One that is not there yet, by a name that nobody else chooses: a hidden one
 * in that directory, to be freed; NULL. */
char *undo_file_name(const char *dir, struct err *err);
void undo_file_is_named(struct undo_step *step);
/* For kinds that are made like files: whether it is there and ours. Where it is
 * gone, it is not; where nobody can tell, or the file system may not be
 * mounted, that is an error. */
enum undo_file_state { UNDO_FILE_OURS, UNDO_FILE_OTHER, UNDO_FILE_GONE };
int undo_file_look(const struct undo_step *step, enum undo_file_state *ret,
                   struct err *err);

#endif
