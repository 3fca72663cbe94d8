/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/clone_progress.h"
#include "base/mem.h"
#include "clone/batch.h"
#include "clone/method.h"
#include "cmd/clone_json.h"
#include "shell/session.h"

#include <string.h>
#include <sys/ioctl.h>

static bool can_draw(void)
{
    const char *term = getenv("TERM");

    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb");
}

void clone_progress_begin(struct clone_progress *progress,
                          const struct session *session)
{
    *progress = (struct clone_progress){
        .show = !session->quiet && (session->json || can_draw()),
        .json = session->json,
    };
    clock_gettime(CLOCK_MONOTONIC, &progress->begun);
}

static double seconds_since(const struct timespec *begun)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) +
           (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

static size_t columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 2)
        return 79;
    return size.ws_col - 1u;
}

/* ---- the text ----------------------------------------------------------- */

static void add_disk(struct buf *line, const struct disk *disk)
{
    uint64_t done;

    if (!disk || !disk->engine || !disk->bytes)
        return;
    done = disk_done_bytes(disk);
    if (done == disk->bytes)
        return;
    buf_fmt(line, "  %s %d%% (%s)", disk->target,
            (int)(100 * done / disk->bytes), method_name(disk));
}

/* Of a clone that is alone, each disk that is not done yet. */
static void add_disks(struct buf *line, const struct batch *batch)
{
    const struct clone *clone = batch_clone(batch, 0);

    if (batch_count(batch) > 1)
        return;
    for (size_t i = 0; i < clone->n_disks; i++)
        add_disk(line, &clone->disks[i]);
}

static void add_rest(struct buf *line, double seconds, uint64_t done,
                     uint64_t total)
{
    double rate = (double)done / seconds;
    long left = rate > 0 ? (long)((double)(total - done) / rate + 0.5) : 0;

    buf_fmt(line, "  %s/s", str_size((uint64_t)rate).text);
    if (rate > 0)
        buf_fmt(line, "  %02ld:%02ld left", left / 60, left % 60);
}

static char *text_of(struct batch *batch, double seconds)
{
    AUTO(buf_done) struct buf line = { 0 };
    uint64_t done, total;

    batch_progress(batch, &done, &total);
    buf_fmt(&line, "cloning");
    if (total) {
        buf_fmt(&line, " %d%%  %s of %s", (int)(100 * done / total),
                str_size(done).text, str_size(total).text);
        if (done == total && guest_edits(batch_clone(batch, 0)))
            buf_fmt(&line, "  now what is inside  %.0f s", seconds);
        else
            add_rest(&line, seconds, done, total);
    } else {
        buf_fmt(&line, "  %.0f s", seconds);
    }
    add_disks(&line, batch);
    return buf_take(&line);
}

static void tell_event(struct clone_progress *progress, struct batch *batch,
                       double seconds)
{
    if (seconds - progress->told < 1)
        return;
    clone_json_progress(batch);
    progress->told = seconds;
}

void clone_progress_draw(struct clone_progress *progress,
                         struct batch *batch)
{
    double seconds = seconds_since(&progress->begun);
    AUTO(free) char *text = NULL;

    if (!progress->show || seconds < 1)
        return;
    if (progress->json) {
        tell_event(progress, batch, seconds);
        return;
    }
    text = text_of(batch, seconds);
    fprintf(stderr, "\r%.*s\033[K", (int)columns(), text);
    progress->drawn = true;
}

void clone_progress_clear(struct clone_progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}
