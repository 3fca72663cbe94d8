/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_tests.h"
#include "base/mem.h"
#include "lua/test.h"
#include "shell/session.h"

#include <string.h>

/* A file of its own, or the tests of the hooks that are called so. */
static int find(const char *name, struct strv *ret, struct err *err)
{
    size_t before = ret->n;
    char *beside = lua_test_beside(name);

    if (beside) {
        strv_take(ret, beside);
        strv_add(ret, "");
        return 0;
    }
    if (lua_tests_find(name, ret, err))
        return -1;
    if (ret->n > before)
        return 0;
    return err_usage(err,
                     "there is no test beside '%s': write one, ..._test.lua, "
                     "or say --source or --xml",
                     name);
}

static int find_all(const struct strv *names, struct strv *ret, struct err *err)
{
    for (size_t i = 0; i < names->n; i++)
        if (find(names->v[i], ret, err))
            return -1;
    if (!names->n && lua_tests_find(NULL, ret, err))
        return -1;
    if (ret->n)
        return 0;
    return err_fail(err, "there are no tests, ..._test.lua beside a hook");
}

static void print_failure(struct session *session, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");

        fprintf(session->out, "#   %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

struct tally {
    size_t run, failed;
};

static int run_file(struct session *session, const struct lua_test *test,
                    struct tally *tally, struct err *err)
{
    AUTO(strv_done) struct strv cases = { 0 };

    if (lua_test_run(test, &cases, err))
        return -1;
    for (size_t i = 0; i + 1 < cases.n; i += 2) {
        bool failed = *cases.v[i + 1];

        tally->failed += failed;
        fprintf(session->out, "%sok %zu - %s\n", failed ? "not " : "",
                ++tally->run, cases.v[i]);
        print_failure(session, cases.v[i + 1]);
    }
    return 0;
}

int hook_tests_run(struct session *session, const struct strv *names,
                   struct err *err)
{
    AUTO(strv_done) struct strv files = { 0 };
    struct tally tally = { 0 };

    if (find_all(names, &files, err))
        return -1;
    for (size_t i = 0; i < files.n; i += 2) {
        struct lua_test test = {
            .path = files.v[i],
            .project = *files.v[i + 1],
            .schema = session->schema,
            .stop = &session->interrupted,
        };

        if (run_file(session, &test, &tally, err))
            return -1;
    }
    fprintf(session->out, "1..%zu\n", tally.run);
    if (!tally.failed)
        return 0;
    return err_fail(err, "%zu of %zu tests failed", tally.failed, tally.run);
}
