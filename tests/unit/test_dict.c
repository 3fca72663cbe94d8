/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/dict.h"
#include "base/mem.h"
#include "tap.h"

int main(void)
{
    AUTO(dict_done) struct dict dict = { 0 };
    int values[2000];
    bool all = true;

    ok(!dict_get(&dict, "a"), "an empty table has nothing");
    for (int i = 0; i < 2000; i++) {
        AUTO(free) char *key = mem_fmt("key %d", i);

        values[i] = i;
        dict_put(&dict, key, &values[i]);
    }
    for (int i = 0; i < 2000; i++) {
        AUTO(free) char *key = mem_fmt("key %d", i);
        const int *value = dict_get(&dict, key);

        all &= value && *value == i;
    }
    ok(all, "two thousand keys are found with their values");
    ok(!dict_get(&dict, "key 2000"), "another one is not");
    dict_put(&dict, "key 7", &values[8]);
    ok(dict_get(&dict, "key 7") == &values[8], "a value is replaced");
    is_int((long)dict.n, 2000, "which adds no key");
    dict_put(&dict, "", &values[0]);
    ok(dict_get(&dict, "") == &values[0], "the empty text is a key, too");
    return done_testing();
}
