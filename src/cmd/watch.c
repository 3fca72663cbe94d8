/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/color.h"
#include "shell/signals.h"
#include "shell/watch.h"

#include <poll.h>
#include <time.h>

struct watch_args {
    int64_t interval, count;
    struct strv command;
};

static const struct field fields[] = {
    { FIELD(struct watch_args, interval), .name = "interval",
      .help = "seconds between two runs (2)" },
    { FIELD(struct watch_args, count), .name = "count",
      .help = "how often to run it (until Ctrl-C)" },
    { FIELD(struct watch_args, command), .name = "command",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_REST | FIELD_RAW |
               FIELD_EMPTY_OK,
      .complete = COMPLETE_CALL, .help = "command to run, with its words" },
    FIELD_END,
};

enum { INTERVAL_USUAL = 2, INTERVAL_MOST = 86400 };

/* On a terminal each run begins on an empty screen. */
static void print_head(struct session *session, int64_t interval)
{
    time_t now = time(NULL);
    struct tm local;
    char stamp[32];

    if (session->quiet || session->piped || !isatty(STDOUT_FILENO))
        return;
    if (color_terminal())
        fputs("\033[H\033[2J", session->out);
    localtime_r(&now, &local);
    strftime(stamp, sizeof(stamp), "%H:%M:%S", &local);
    fprintf(session->out, "%s, every %lld s; Ctrl-C ends\n\n", stamp,
            (long long)interval);
}

/* Sleep, but not through a signal. */
static void pause_for(struct session *session, int64_t seconds)
{
    struct pollfd fd = { .fd = signals_fd(), .events = POLLIN };
    int signo;

    fflush(session->out);
    poll(&fd, 1, (int)seconds * 1000);
    while ((signo = signals_next()))
        watch_signal(session, signo);
    if (atomic_load(&session->interrupted) && isatty(STDERR_FILENO))
        putc('\n', stderr);
}

static int check(struct watch_args *args, struct err *err)
{
    if (!args->interval)
        args->interval = INTERVAL_USUAL;
    if (args->interval < 0 || args->interval > INTERVAL_MOST)
        return err_usage(err, "an interval is from 1 to %d seconds, not %lld",
                         INTERVAL_MOST, (long long)args->interval);
    if (args->count < 0)
        return err_usage(err, "a count cannot be %lld",
                         (long long)args->count);
    return 0;
}

/* Ctrl-C is how it is meant to end, and no failure. */
static int ended(struct session *session)
{
    if (session->ended_by)
        return -1;
    if (atomic_exchange(&session->interrupted, false))
        session->status = 0;
    return session->status ? -1 : 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct watch_args *args = words;
    int status = 0;

    if (check(args, err))
        return -1;
    for (int64_t n = 1; !status && !session->quit; n++) {
        print_head(session, args->interval);
        session->unpaged = true;
        status = session_run_words(session, &args->command);
        session->unpaged = false;
        if (status || n == args->count)
            break;
        pause_for(session, args->interval);
        if (atomic_load(&session->interrupted))
            break;
    }
    return ended(session);
}

const struct command cmd_watch = {
    .name = "watch",
    .group = "shell",
    .help = "run a command again and again",
    .desc = "Run a command until Ctrl-C, or until it fails.",
    .example = "watch list --all\nwatch --interval 10 list --state-running",
    .fields = fields,
    .size = sizeof(struct watch_args),
    .flags = COMMAND_HERE | COMMAND_RUNS,
    .run = run,
};
