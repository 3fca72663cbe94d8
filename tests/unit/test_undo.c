/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/undo.h"
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>

/* A kind of step that notes in its data what was done with it. */
struct notes {
    struct buf *undone, *freed;
    bool fails;
};

static int note_undo(struct undo_step *step, struct err *err)
{
    struct notes *notes = step->data;

    buf_add(notes->undone, step->subject);
    return notes->fails ? err_fail(err, "it is stuck") : 0;
}

static void note_free(void *data)
{
    struct notes *notes = data;

    buf_add(notes->freed, ".");
    free(notes);
}

static const struct undo_kind note_kind = {
    .name = "note", .undo = note_undo, .free = note_free
};

struct world {
    struct undo undo;
    struct buf undone, freed;
    struct strv left;
};

static void world_done(struct world *world)
{
    undo_done(&world->undo);
    buf_done(&world->undone);
    buf_done(&world->freed);
    strv_done(&world->left);
}
CLEANUP_DONE(struct world, world_done);

static struct undo_step *push(struct world *world, const char *subject,
                              bool fails)
{
    struct notes *notes = mem_new(1, sizeof(*notes));

    *notes = (struct notes){ &world->undone, &world->freed, fails };
    return undo_push(&world->undo, &note_kind, subject, notes);
}

static void test_push(void)
{
    AUTO(world_done) struct world world = { 0 };
    char subject[] = "a";
    struct undo_step *step = push(&world, subject, false);

    subject[0] = 'x';
    is_str(step->subject, "a", "a step copies its subject");
    is_str(step->what, "a", "a step is called by its subject at first");
    undo_what(step, "create %s", "a");
    is_str(step->what, "create a", "a step gets its words for people");
    ok(!step->uncertain, "a step is certain at first");
}

static void test_order(void)
{
    AUTO(world_done) struct world world = { 0 };

    push(&world, "a", false);
    push(&world, "b", false);
    push(&world, "c", false);
    undo_drop(&world.undo);
    is_str(world.freed.text, ".", "a dropped step is freed");
    push(&world, "d", false);
    is_int(undo_run(&world.undo, &world.left), 0, "all is undone");
    is_str(world.undone.text, "dba", "steps are undone newest first");
    is_str(world.freed.text, "....", "undone steps are freed once");
    is_int((int64_t)world.undo.n, 0, "no steps are left on the stack");
    is_int((int64_t)world.left.n, 0, "nothing is left over");
}

static void test_left(void)
{
    AUTO(world_done) struct world world = { 0 };

    push(&world, "a", false);
    undo_what(push(&world, "b", true), "create b");
    push(&world, "c", false);
    strv_add(&world.left, "from before");
    is_int(undo_run(&world.undo, &world.left), -1, "what failed is reported");
    is_str(world.undone.text, "cba", "a failure does not stop the others");
    is_int((int64_t)world.left.n, 2, "what is left over is added to the list");
    is_str(world.left.v[1], "create b: it is stuck", "it says what and why");
    is_int(undo_run(&world.undo, &world.left), 0,
           "older leftovers are no failure");
}

/* A running guest keeps its disks. */
static void test_holds(void)
{
    AUTO(world_done) struct world world = { 0 };
    struct undo_kind kind = note_kind;

    kind.holds = true;
    push(&world, "a", false);
    push(&world, "b", false)->kind = &kind;
    push(&world, "c", true)->kind = &kind;
    push(&world, "d", true);
    is_int(undo_run(&world.undo, &world.left), -1, "what holds may be stuck");
    is_str(world.undone.text, "dc", "then what is older is left alone");
    is_int((int64_t)world.left.n, 4, "and told to be left over");
    is_str(world.left.v[2], "b: it may be in use by that", "and why");
    is_str(world.freed.text, "....", "all is freed");
    push(&world, "a", false);
    push(&world, "b", false)->kind = &kind;
    is_int(undo_run(&world.undo, &world.left), 0,
           "one that holds and can be undone holds nothing");
}

static void test_done(void)
{
    AUTO(world_done) struct world world = { 0 };

    push(&world, "a", true);
    push(&world, "b", true);
    undo_done(&world.undo);
    ok(!world.undone.text, "steps that are forgotten are not undone");
    is_str(world.freed.text, "..", "steps that are forgotten are freed");
}

/* ---- files -------------------------------------------------------------- */

static int make_file(const char *path)
{
    return open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
}

static void push_made(struct world *world, const char *path)
{
    struct undo_step *step = undo_push(&world->undo, &undo_file, path, NULL);
    AUTO(fd_close) int fd = make_file(path);

    undo_file_is(step, fd);
}

static void test_file_removed(const char *path)
{
    AUTO(world_done) struct world world = { 0 };

    push_made(&world, path);
    ok(!access(path, F_OK), "the file was made");
    is_int(undo_run(&world.undo, &world.left), 0, "the file can be undone");
    ok(access(path, F_OK) == -1, "the file is gone");
    push_made(&world, path);
    unlink(path);
    is_int(undo_run(&world.undo, &world.left), 0, "it may be gone already");
}

static void test_file_not_ours(const char *path, const char *other)
{
    AUTO(world_done) struct world world = { 0 };
    AUTO(free) char *want =
        mem_fmt("%s: it is another file now and was left alone", path);

    push_made(&world, path);
    fd_close(make_file(other));
    ok(!rename(other, path), "another file took the place");
    is_int(undo_run(&world.undo, &world.left), -1, "it is not undone");
    is_str(world.left.n ? world.left.v[0] : NULL, want, "it says so");
    ok(!access(path, F_OK), "the other file is still there");
    undo_push(&world.undo, &undo_file, path, NULL);
    is_int(undo_run(&world.undo, &world.left), -1,
           "a file that was never noted as made is left alone");
    ok(!access(path, F_OK), "and is still there");
    unlink(path);
}

static void test_link_not_followed(const char *path, const char *other)
{
    AUTO(world_done) struct world world = { 0 };

    push_made(&world, path);
    ok(!rename(path, other) && !symlink(other, path),
       "a link to the file took its place");
    is_int(undo_run(&world.undo, &world.left), -1, "a link is not followed");
    ok(!access(other, F_OK), "the file behind the link is still there");
    unlink(path);
    unlink(other);
}

static void test_files(void)
{
    const char *tmp = getenv("TMPDIR");
    AUTO(free) char *dir = mem_fmt("%s/undo-XXXXXX", tmp ? tmp : "/tmp");
    AUTO(free) char *path = NULL;
    AUTO(free) char *other = NULL;

    if (!ok(mkdtemp(dir) != NULL, "there is a directory to work in"))
        return;
    path = mem_fmt("%s/file", dir);
    other = mem_fmt("%s/other", dir);
    test_file_removed(path);
    test_file_not_ours(path, other);
    test_link_not_followed(path, other);
    is_int(rmdir(dir), 0, "nothing else was made");
}

int main(void)
{
    test_push();
    test_order();
    test_left();
    test_holds();
    test_done();
    test_files();
    return done_testing();
}
