/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * typist EVENTS PROGRAM [ARG]...: play a file of events to a program in a
 * terminal of its own, as a person's shell would run it: the program has a
 * process group, and is continued whenever it stops. An event is a line:
 *
 *   keys TEXT       type it; \xHH is a byte
 *   drain           wait a moment until all that was typed has been read
 *   signal NAME     INT WINCH TSTP CONT PIPE; CONT to its children, too, as
 *                   every shell does
 *   size COLS ROWS  the terminal's
 *   alive           Ctrl-C, then `echo alive-N`, until that has been answered
 *
 * It begins when there is a prompt; in the end it types Ctrl-D. Prints "ended
 * STATUS in SECONDS"; or, with exit status 1, the event that was not answered
 * and the last of the output.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#define PROMPT "# "

enum {
    ANSWER_MS = 20000,
    HEARD_MS = 300, /* Ctrl-C: mostly at once, and seldom without a sign */
    AGAIN_MS = 3000, /* what is typed while the terminal changes hands may be
                        lost, and Ctrl-C by sh before it is cat: a person
                        tries again */
    DRAIN_MS = 50,
    TAIL = 1 << 13, /* of the output that is looked at */
    LONGEST = 1 << 16,
};

static struct {
    int master, slave;
    pid_t shell, program;
    char tail[TAIL + 1];
    size_t n;     /* bytes in tail */
    size_t total; /* bytes of output ever */
    unsigned alive;
    size_t line; /* of the events, from 1 */
} tty;

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the shell between us and the program ------------------------------- */

static void on_keys(void (*action)(int))
{
    signal(SIGINT, action);
    signal(SIGQUIT, action);
    signal(SIGTSTP, action);
    signal(SIGTTOU, action);
}

static void start_program(char **argv)
{
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    on_keys(SIG_DFL);
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

/* What `fg` does, at once. */
static void go_on(pid_t program)
{
    tcsetpgrp(STDIN_FILENO, getpid());
    tcsetpgrp(STDIN_FILENO, program);
    kill(-program, SIGCONT);
}

static void shell(int report, char **argv)
{
    pid_t program;
    int status;

    on_keys(SIG_IGN);
    program = fork();
    if (!program)
        start_program(argv);
    setpgid(program, program);
    if (write(report, &program, sizeof(program)) != sizeof(program))
        _exit(99);
    while (waitpid(program, &status, WUNTRACED) == program) {
        if (!WIFSTOPPED(status))
            _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                      : WEXITSTATUS(status));
        go_on(program);
    }
    _exit(99);
}

static void start(char **argv)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    int report[2];

    if (pipe2(report, O_CLOEXEC) ||
        openpty(&tty.master, &tty.slave, NULL, NULL, &size)) {
        perror("no terminal");
        exit(99);
    }
    fcntl(tty.master, F_SETFD, FD_CLOEXEC);
    fcntl(tty.master, F_SETFL, O_NONBLOCK);
    tty.shell = fork();
    if (!tty.shell) {
        login_tty(tty.slave);
        shell(report[1], argv);
    }
    if (read(report[0], &tty.program, sizeof(tty.program)) < 0)
        exit(99);
}

/* ---- typing and reading ------------------------------------------------- */

static void fail(const char *what)
{
    printf("event %zu: %s; the last output:\n", tty.line, what);
    fwrite(tty.tail, 1, tty.n, stdout);
    putchar('\n');
    fflush(stdout);
    kill(tty.program, SIGABRT);
    exit(1);
}

/* Keep the last TAIL bytes; n is less. */
static void keep(const char *text, size_t n)
{
    size_t drop = tty.n + n > TAIL ? tty.n + n - TAIL : 0;

    tty.n -= drop;
    memmove(tty.tail, tty.tail + drop, tty.n);
    memcpy(tty.tail + tty.n, text, n);
    tty.n += n;
    tty.total += n;
    for (size_t i = tty.n - n; i < tty.n; i++)
        if (!tty.tail[i])
            tty.tail[i] = '@';
    tty.tail[tty.n] = '\0';
}

static void check_program(void)
{
    siginfo_t info = { 0 };

    if (waitid(P_PID, (id_t)tty.shell, &info, WEXITED | WNOHANG | WNOWAIT) ||
        !info.si_pid)
        return;
    printf("status %d; ", info.si_status);
    fail("the program has ended");
}

/* Wait for something to read. */
static void take_output(int milliseconds)
{
    struct pollfd fd = { .fd = tty.master, .events = POLLIN };
    char chunk[4096];
    ssize_t n = 0;

    if (poll(&fd, 1, milliseconds) > 0)
        n = read(tty.master, chunk, sizeof(chunk));
    if (n > 0)
        keep(chunk, (size_t)n);
}

static void turn(int milliseconds)
{
    take_output(milliseconds);
    check_program();
}

static void type(const char *text, size_t n)
{
    int64_t end = now_ms() + ANSWER_MS;
    ssize_t written = 0;

    while (n) {
        if (now_ms() > end)
            fail("nothing is read any more");
        turn(written < 0 ? 1 : 0);
        written = write(tty.master, text, n);
        if (written < 0 && errno != EAGAIN)
            fail("cannot write");
        if (written > 0) {
            text += written;
            n -= (size_t)written;
        }
    }
}

/* Whether it reads keys, and has read all. */
static bool is_waiting(void)
{
    struct termios mode;
    int left = 0;

    ioctl(tty.slave, FIONREAD, &left);
    return !left && !tcgetattr(tty.slave, &mode) && !(mode.c_lflag & ICANON);
}

static void drain(int milliseconds)
{
    int64_t end = now_ms() + milliseconds;

    while (!is_waiting() && now_ms() < end)
        turn(1);
}

/* The output since there were so many bytes of it; of that the tail. */
static const char *since(size_t total)
{
    size_t n = tty.total - total;

    return tty.tail + (n < tty.n ? tty.n - n : 0);
}

static bool shows(const char *text, size_t total, int milliseconds)
{
    int64_t end = now_ms() + milliseconds;

    while (!strstr(since(total), text) && now_ms() < end)
        turn(10);
    return strstr(since(total), text);
}

/* Ctrl-Q in case that Ctrl-S was typed, the end of a paste, Ctrl-C. What is
 * typed before Ctrl-C was heard goes with it. The quotes tell the answer from
 * the echo of the line. */
static void alive(void)
{
    static const char calm[] = "\021\021\033[201~\003";
    char line[40], answer[40];
    size_t total = tty.total;

    snprintf(line, sizeof(line), "echo ali''ve-%u\r", ++tty.alive);
    snprintf(answer, sizeof(answer), "alive-%u\r\n", tty.alive);
    for (int64_t end = now_ms() + ANSWER_MS; now_ms() < end;) {
        type(calm, sizeof(calm) - 1);
        shows("^C", total, HEARD_MS);
        drain(AGAIN_MS);
        type(line, strlen(line));
        if (shows(answer, total, AGAIN_MS))
            return;
    }
    fail("no answer");
}

/* ---- events ------------------------------------------------------------- */

static size_t unescape(char *text)
{
    char *to = text;

    for (const char *from = text; *from; to++)
        if (!strncmp(from, "\\x", 2)) {
            char hex[] = { from[2], from[3], '\0' };

            *to = (char)strtol(hex, NULL, 16);
            from += 4;
        } else {
            *to = *from++;
        }
    return (size_t)(to - text);
}

static void send_signal(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } signals[] = {
        { "INT", SIGINT },   { "WINCH", SIGWINCH }, { "TSTP", SIGTSTP },
        { "CONT", SIGCONT }, { "PIPE", SIGPIPE },
    };

    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
        if (!strcmp(signals[i].name, name)) {
            kill(signals[i].number == SIGCONT ? -tty.program : tty.program,
                 signals[i].number);
            return;
        }
    fail("no such signal");
}

static void resize(char *text)
{
    struct winsize size = { 0 };

    size.ws_col = (unsigned short)strtol(text, &text, 10);
    size.ws_row = (unsigned short)strtol(text, &text, 10);
    ioctl(tty.master, TIOCSWINSZ, &size);
}

static void play(char *event)
{
    char *rest = strchr(event, ' ');

    if (rest)
        *rest++ = '\0';
    if (!strcmp(event, "keys"))
        type(rest, unescape(rest));
    else if (!strcmp(event, "drain"))
        drain(DRAIN_MS);
    else if (!strcmp(event, "signal"))
        send_signal(rest);
    else if (!strcmp(event, "size"))
        resize(rest);
    else if (!strcmp(event, "alive"))
        alive();
    else
        fail("no such event");
}

/* A Ctrl-D that comes before the prompt is none. */
static int end(void)
{
    int64_t late = now_ms() + ANSWER_MS;
    int status;

    while (waitpid(tty.shell, &status, WNOHANG) == 0) {
        if (now_ms() > late)
            fail("it does not end");
        if (write(tty.master, "\004", 1) == 1)
            take_output(200);
    }
    return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    FILE *events = argc > 2 ? fopen(argv[1], "r") : NULL;
    int64_t began = now_ms();
    char *event = malloc(LONGEST);
    int status;

    if (!events || !event) {
        fprintf(stderr, "usage: typist EVENTS PROGRAM [ARG]...\n");
        return 99;
    }
    start(argv + 2);
    if (!shows(PROMPT, 0, ANSWER_MS))
        fail("no prompt");
    while (fgets(event, LONGEST, events)) {
        tty.line++;
        event[strcspn(event, "\n")] = '\0';
        play(event);
    }
    status = end();
    printf("ended %d in %d\n", status, (int)(now_ms() - began) / 1000);
    fclose(events);
    free(event);
    return 0;
}
