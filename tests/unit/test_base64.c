/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"
#include "base/cleanup.h"
#include "base/mem.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* The examples of RFC 4648, section 10. */
static const struct {
    const char *text, *code;
} pairs[] = {
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
};

static void refused(const char *text, const char *test)
{
    size_t n;
    AUTO(free) char *bytes = base64_decode(text, &n);

    ok(!bytes, test);
}

static void check_all_bytes(void)
{
    char bytes[256];
    size_t n;
    AUTO(free) char *code = NULL, *back = NULL;

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)i;
    code = base64_encode(bytes, sizeof(bytes));
    back = base64_decode(code, &n);
    ok(back && n == sizeof(bytes) && !memcmp(back, bytes, n),
       "all bytes come back, NUL, too");
}

int main(void)
{
    size_t n;
    AUTO(free) char *loose = base64_decode(" Zm9v\nYg", &n);

    for (size_t i = 0; i < COUNT(pairs); i++) {
        AUTO(free) char *code =
            base64_encode(pairs[i].text, strlen(pairs[i].text));
        AUTO(free) char *text = base64_decode(pairs[i].code, &n);

        is_str(code, pairs[i].code, "a text is encoded");
        is_str(text, pairs[i].text, "and decoded");
    }
    check_all_bytes();
    is_str(loose, "foob", "blanks and missing signs at the end are taken");
    refused("Zm9v!", "what is no letter of it is refused");
    refused("Z", "so are six bits alone");
    refused("Zm9v=", "a sign that is too much");
    refused("Zg===", "or one more");
    refused("Zg==Zg==", "and what follows the end");
    return done_testing();
}
