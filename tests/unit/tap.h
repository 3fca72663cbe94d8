/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Test Anything Protocol in C. A test is a main() that calls these and
 * ends with `return done_testing();`. Names are sentences.
 */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_run;

/* Comment lines: a line break in the text begins a new one. */
static inline void tap_note(const char *label, const char *text)
{
    printf("#   %s: ", label);
    for (; *text; text++) {
        putchar(*text);
        if (*text == '\n')
            printf("#     ");
    }
    putchar('\n');
}

static inline bool ok(bool passed, const char *name)
{
    printf("%sok %d - %s\n", passed ? "" : "not ", ++tap_run, name);
    fflush(stdout); /* a crash must not take it along */
    return passed;
}

/* The two texts are the same, or both NULL. */
static inline bool is_str(const char *got, const char *want, const char *name)
{
    bool same = got && want ? !strcmp(got, want) : got == want;

    if (!ok(same, name)) {
        tap_note("got ", got ? got : "(NULL)");
        tap_note("want", want ? want : "(NULL)");
    }
    return same;
}

static inline bool is_int(int64_t got, int64_t want, const char *name)
{
    if (!ok(got == want, name))
        printf("#   got : %" PRId64 "\n#   want: %" PRId64 "\n", got, want);
    return got == want;
}

static inline void skip(const char *name, const char *reason)
{
    printf("ok %d - %s # SKIP %s\n", ++tap_run, name, reason);
}

/* The whole test cannot run here: `return skip_all("why");`. */
static inline int skip_all(const char *reason)
{
    printf("1..0 # SKIP %s\n", reason);
    return 0;
}

/* The exit status is 0 even if a test failed: TAP has said so already, and
 * the status is for sanitizers and signals. */
static inline int done_testing(void)
{
    printf("1..%d\n", tap_run);
    fflush(stdout); /* LeakSanitizer ends the process without */
    return 0;
}

#endif
