/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"
#include "tap.h"

#include <errno.h>

static void test_codes(void)
{
    struct err err = ERR_INIT;

    is_int(err.code, ERR_NONE, "a new error has no code");
    is_str(err.text, "", "a new error has no text");
    is_int(err_set(&err, ERR_DENIED, "no %s", "way"), -1, "err_set returns -1");
    is_int(err.code, ERR_DENIED, "err_set sets the code");
    is_str(err.text, "no way", "err_set formats the text");
    is_int(err_fail(&err, "x"), -1, "err_fail returns -1");
    is_int(err.code, ERR_FAILED, "err_fail sets the code");
    is_int(err_usage(&err, "x"), -1, "err_usage returns -1");
    is_int(err.code, ERR_USAGE, "err_usage sets the code");
}

static void test_sys(void)
{
    struct err err = ERR_INIT;

    errno = ENOENT;
    is_int(err_sys(&err, "cannot open '%s'", "/x"), -1, "err_sys returns -1");
    is_str(err.text, "cannot open '/x': No such file or directory",
           "err_sys adds the system's reason");
    is_int(err.code, ERR_FAILED, "err_sys means failed");
    is_int(errno, ENOENT, "err_sys keeps errno");
}

static void test_wrap(void)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_DENIED, "it is full");
    is_int(err_wrap(&err, "disk %s", "vda"), -1, "err_wrap returns -1");
    is_str(err.text, "disk vda: it is full", "err_wrap goes in front");
    is_int(err.code, ERR_DENIED, "err_wrap keeps the code");
    err_wrap(&err, "clone");
    is_str(err.text, "clone: disk vda: it is full", "errors wrap repeatedly");
}

static void test_long(void)
{
    struct err err = ERR_INIT;
    char text[sizeof(err.text) + 2];

    memset(text, 'x', sizeof(text));
    text[sizeof(err.text) - 1] = '\0';
    err_fail(&err, "%s", text);
    is_str(err.text, text, "a text that just fits is kept whole");
    text[sizeof(err.text) - 1] = 'x';
    text[sizeof(err.text)] = '\0';
    err_fail(&err, "%s", text);
    is_int((int64_t)strlen(err.text), sizeof(err.text) - 1,
           "a text that is too long is cut");
    is_str(err.text + sizeof(err.text) - 5, "x...",
           "a text that was cut ends in dots");
}

static void test_tables(void)
{
    static const struct {
        enum err_code code;
        int status;
        const char *word;
    } want[] = {
        { ERR_NONE, 0, "none" },
        { ERR_FAILED, 1, "failed" },
        { ERR_USAGE, 2, "usage" },
        { ERR_DENIED, 3, "denied" },
        { ERR_LEFTOVER, 5, "leftover" },
        { ERR_INTERRUPTED, 130, "interrupted" },
    };

    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        is_int(err_status(want[i].code), want[i].status,
               "a code has the exit status of the manual");
        is_str(err_word(want[i].code), want[i].word,
               "a code has its word for JSON");
    }
}

int main(void)
{
    test_codes();
    test_sys();
    test_wrap();
    test_long();
    test_tables();
    return done_testing();
}
