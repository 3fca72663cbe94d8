/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/journal.h"
#include "base/mem.h"
#include "base/state.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

struct journal {
    pthread_mutex_t mutex;
    char *operation, *uri;
    char *file;
    int fd;
    off_t length;      /* of whole lines */
    unsigned next;     /* id of the next record */
    unsigned standing; /* records that are neither forgotten nor committed */
};

struct journal *journal_new(const char *operation, const char *uri)
{
    struct journal *journal = mem_new(1, sizeof(*journal));

    pthread_mutex_init(&journal->mutex, NULL);
    journal->operation = mem_dup(operation);
    journal->uri = mem_dup(uri);
    journal->fd = -1;
    return journal;
}

static struct json_object *text_or_null(const char *text)
{
    return text ? json_object_new_string(text) : NULL;
}

/* One write(2) a line, so that a crash leaves whole lines and at most one that
 * is cut; a write that fails leaves none. Takes the object over. */
static int put_line(struct journal *journal, struct json_object *line,
                    struct err *err)
{
    AUTO(free) char *text = mem_fmt(
        "%s\n", json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN |
                                              JSON_C_TO_STRING_NOSLASHESCAPE));
    size_t n = strlen(text);

    json_object_put(line);
    errno = ENOSPC; /* of a write that is cut short */
    if (write(journal->fd, text, n) != (ssize_t)n) {
        err_sys(err, "cannot write the journal '%s'", journal->file);
        (void)!ftruncate(journal->fd, journal->length);
        return -1;
    }
    journal->length += (off_t)n;
    return 0;
}

static int sync_it(struct journal *journal, struct err *err)
{
    if (fdatasync(journal->fd))
        return err_sys(err, "cannot write the journal '%s'", journal->file);
    return 0;
}

/* ---- the file ----------------------------------------------------------- */

static char *now_text(void)
{
    char text[32];
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return mem_dup(text);
}

static int put_head(struct journal *journal, struct err *err)
{
    AUTO(free) char *now = now_text();
    struct json_object *head = json_object_new_object();

    json_object_object_add(head, "version", json_object_new_int(1));
    json_object_object_add(head, "operation",
                           text_or_null(journal->operation));
    json_object_object_add(head, "uri", text_or_null(journal->uri));
    json_object_object_add(head, "pid", json_object_new_int64(getpid()));
    json_object_object_add(head, "time", text_or_null(now));
    return put_line(journal, head, err);
}

static char *new_name(struct err *err)
{
    unsigned long long random = 0;
    AUTO(free) char *name = NULL;

    (void)!getrandom(&random, sizeof(random), 0);
    name = mem_fmt("ops/%016llx.op", random);
    return state_path(name, err);
}

static int sync_parent(const char *file, struct err *err)
{
    AUTO(free) char *dir =
        mem_ndup(file, (size_t)(strrchr(file, '/') - file));
    AUTO(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd))
        return err_sys(err, "cannot sync directory '%s'", dir);
    return 0;
}

/* Locked, under a name that is still its own: who recovers takes an empty file
 * away. */
static int open_new(struct journal *journal, struct err *err)
{
    struct stat st = { 0 };

    while (!st.st_nlink) {
        fd_close(journal->fd);
        mem_set(&journal->file, new_name(err));
        if (!journal->file)
            return err_wrap(err, "cannot keep a journal");
        journal->fd = open(journal->file,
                           O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC,
                           0600);
        if (journal->fd < 0 || flock(journal->fd, LOCK_EX) ||
            fstat(journal->fd, &st))
            return err_sys(err, "cannot keep a journal: '%s'", journal->file);
    }
    return 0;
}

/* The file is gone; where that cannot be, it says nothing any more. */
static int end(struct journal *journal, struct err *err)
{
    int rc = 0;

    if (journal->fd >= 0 && unlink(journal->file) &&
        (ftruncate(journal->fd, 0) || fdatasync(journal->fd)))
        rc = err_sys(err,
                     "cannot remove '%s': remove it, or 'recover' would undo "
                     "what is done",
                     journal->file);
    fd_close(journal->fd);
    journal->fd = -1;
    journal->length = 0;
    mem_set(&journal->file, NULL);
    return rc;
}

static int begin(struct journal *journal, struct err *err)
{
    struct err ignored;

    if (journal->fd >= 0)
        return 0;
    if (open_new(journal, err) == 0 && put_head(journal, err) == 0 &&
        sync_parent(journal->file, err) == 0)
        return 0;
    end(journal, &ignored);
    return -1;
}

/* ---- records ------------------------------------------------------------ */

static struct json_object *words_of(const struct undo_step *step)
{
    struct json_object *words = json_object_new_array();

    for (size_t i = 0; i < step->words.n; i++)
        json_object_array_add(words, text_or_null(step->words.v[i]));
    return words;
}

static struct json_object *record_of(const struct undo_step *step,
                                     unsigned id)
{
    struct json_object *record = json_object_new_object();

    json_object_object_add(record, "id", json_object_new_int64(id));
    json_object_object_add(record, "kind", text_or_null(step->kind->name));
    json_object_object_add(record, "what", text_or_null(step->what));
    json_object_object_add(record, "subject", text_or_null(step->subject));
    json_object_object_add(record, "words", words_of(step));
    return record;
}

static int write_record(struct journal *journal, struct undo_step *step,
                        struct err *err)
{
    unsigned id = journal->next + 1;
    off_t before;

    if (begin(journal, err))
        return -1;
    before = journal->length;
    if (put_line(journal, record_of(step, id), err))
        return -1;
    if (sync_it(journal, err)) {
        journal->length = before;
        (void)!ftruncate(journal->fd, before);
        return -1;
    }
    journal->next = id;
    journal->standing++;
    step->id = id;
    return 0;
}

int journal_write(struct journal *journal, struct undo_step *step,
                  struct err *err)
{
    int rc;

    pthread_mutex_lock(&journal->mutex);
    rc = write_record(journal, step, err);
    pthread_mutex_unlock(&journal->mutex);
    return rc;
}

static void put_id(struct journal *journal, const char *key, unsigned id)
{
    struct json_object *line = json_object_new_object();
    struct err ignored;

    json_object_object_add(line, key, json_object_new_int64(id));
    put_line(journal, line, &ignored);
}

void journal_made(struct journal *journal, const struct undo_step *step)
{
    struct json_object *line = json_object_new_object();
    struct err ignored;

    json_object_object_add(line, "made", json_object_new_int64(step->id));
    json_object_object_add(line, "words", words_of(step));
    pthread_mutex_lock(&journal->mutex);
    put_line(journal, line, &ignored);
    sync_it(journal, &ignored);
    pthread_mutex_unlock(&journal->mutex);
}

/* Not synced: to undo once more what is undone does nothing. */
void journal_forget(struct journal *journal, const struct undo_step *step)
{
    pthread_mutex_lock(&journal->mutex);
    put_id(journal, "undone", step->id);
    journal->standing--;
    pthread_mutex_unlock(&journal->mutex);
}

/* Synced: a file that a power cut brings back would undo what is done. */
int journal_commit(struct journal *journal, struct err *err)
{
    AUTO(free) char *file = mem_dup(journal->file);

    journal->standing = 0;
    if (end(journal, err))
        return -1;
    if (file && sync_parent(file, err))
        return err_wrap(err, "if power fails now, 'recover' would undo what "
                             "is done");
    return 0;
}

void journal_free(struct journal *journal)
{
    struct err ignored;

    if (!journal)
        return;
    if (!journal->standing)
        end(journal, &ignored);
    fd_close(journal->fd);
    pthread_mutex_destroy(&journal->mutex);
    free(journal->operation);
    free(journal->uri);
    free(journal->file);
    free(journal);
}
