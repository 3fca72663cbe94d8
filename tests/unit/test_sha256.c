/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sha256.h"
#include "tap.h"

#include <string.h>

/* The examples of FIPS 180-2, appendix B, and nothing. */
static const struct {
    const char *text, *sum;
} pairs[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

int main(void)
{
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        is_str(sha256(pairs[i].text, strlen(pairs[i].text)).text, pairs[i].sum,
               "the sum of a known text is right");
    is_str(sha256("\0", 1).text,
           "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
           "a NUL counts");
    return done_testing();
}
