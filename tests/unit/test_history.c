/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/history.h"
#include "base/mem.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>

static char *home;

static char *file_name(void)
{
    return mem_fmt("%s/state/virt-twin/history", home);
}

static char *contents(void)
{
    AUTO(free) char *name = file_name();
    AUTO(buf_done) struct buf text = { 0 };
    AUTO(file_close) FILE *file = fopen(name, "r");
    int c;

    while (file && (c = getc(file)) != EOF)
        buf_addn(&text, &(char){ (char)c }, 1);
    return buf_take(&text);
}

static void is_contents(const char *want, const char *name)
{
    AUTO(free) char *got = contents();

    is_str(got, want, name);
}

static mode_t mode_of(const char *name)
{
    struct stat status = { .st_mode = 0 };

    stat(name, &status);
    return status.st_mode & 0777;
}

static void test_rules(void)
{
    struct err err = ERR_INIT;
    AUTO(history_free) struct history *history = history_open("", &err);

    is_int(err.code, ERR_NONE, "a history can be made");
    is_int((int64_t)history_size(history), 1000, "of a thousand lines");
    ok(history_add(history, "list"), "a line is kept");
    ok(!history_add(history, "list"), "but not twice in a row");
    ok(!history_add(history, ""), "an empty line is not");
    ok(!history_add(history, " secret"), "nor one after a blank");
    ok(!history_add(history, "connect qemu+ssh://me:pass@host/system"),
       "nor one with a password");
    ok(history_add(history, "connect qemu+ssh://me@host:22/system"),
       "a URI without one is kept");
    ok(history_add(history, "echo 'a\nb'"), "a line break for now only");
    is_contents("list\nconnect qemu+ssh://me@host:22/system\n",
                "the file has what is kept, at once");
}

static void test_file(void)
{
    struct err err = ERR_INIT;
    AUTO(history_free) struct history *a = history_open("", &err);
    AUTO(history_free) struct history *b = history_open("", &err);
    AUTO(free) char *name = file_name();
    AUTO(free) char *dir = mem_fmt("%s/state/virt-twin", home);

    is_int((int64_t)history_lines(a)->n, 2, "earlier lines are read");
    history_add(a, "from a");
    history_add(b, "from b");
    history_add(a, "a again");
    is_contents("list\nconnect qemu+ssh://me@host:22/system\n"
                "from a\nfrom b\na again\n",
                "two at once keep the lines of both");
    is_int(mode_of(name), 0600, "nobody else can read the file");
    is_int(mode_of(dir), 0700, "nor the directory");
}

static void test_size(void)
{
    struct err err = ERR_INIT;
    struct history *history;

    setenv("VIRT_TWIN_HISTSIZE", "2", 1);
    history = history_open("", &err);
    is_int(err.code, ERR_NONE, "a size can be given");
    is_int((int64_t)history_lines(history)->n, 5, "all lines are read");
    is_contents("from b\na again\n", "the file is cut when twice as long");
    history_free(history);
    setenv("VIRT_TWIN_HISTSIZE", "0", 1);
    history = history_open("", &err);
    ok(!history_add(history, "x"), "size 0 keeps nothing");
    is_contents("from b\na again\n", "and leaves the file alone");
    history_free(history);
    setenv("VIRT_TWIN_HISTSIZE", "many", 1);
    history = history_open("", &err);
    is_str(err.text, "VIRT_TWIN_HISTSIZE is 'many', not a number from 0 to "
                     "500000; 1000 lines are kept",
           "a bad size is told");
    history_free(history);
    unsetenv("VIRT_TWIN_HISTSIZE");
}

static void test_no_file(void)
{
    struct err err = ERR_INIT;
    struct history *history;

    setenv("XDG_STATE_HOME", "/dev/null/x", 1);
    history = history_open("", &err);
    ok(str_starts(err.text, "history is not kept: cannot make '/dev/null"),
       "a place that cannot be is told");
    ok(history_add(history, "x"), "and the lines are kept for this run");
    history_free(history);
}

static void remove_all(void)
{
    AUTO(free) char *command = mem_fmt("rm -rf '%s'", home);

    ok(system(command) == 0, "the test leaves nothing behind");
}

int main(void)
{
    char template[] = "/tmp/virt-twin-test.XXXXXX";
    AUTO(free) char *state = NULL;

    home = mkdtemp(template);
    state = mem_fmt("%s/state", home);
    setenv("XDG_STATE_HOME", state, 1);
    unsetenv("VIRT_TWIN_HISTSIZE");
    test_rules();
    test_file();
    test_size();
    test_no_file();
    remove_all();
    return done_testing();
}
