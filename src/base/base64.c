/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdint.h>
#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes or, at the end, less. */
static void encode(struct buf *out, const unsigned char *bytes, size_t n)
{
    uint32_t bits = (uint32_t)bytes[0] << 16 |
                    (n > 1 ? (uint32_t)bytes[1] << 8 : 0) |
                    (n > 2 ? bytes[2] : 0);
    char four[4];

    for (size_t i = 0; i < 4; i++)
        four[i] = i <= n ? letters[bits >> (18 - 6 * i) & 63] : '=';
    buf_addn(out, four, 4);
}

char *base64_encode(const char *bytes, size_t n)
{
    AUTO(buf_done) struct buf out = { 0 };

    for (size_t i = 0; i < n; i += 3)
        encode(&out, (const unsigned char *)bytes + i, n - i < 3 ? n - i : 3);
    return buf_take(&out);
}

/* Nothing may follow '=' but blanks and one more of it. */
static bool is_end(const char *text, size_t n)
{
    size_t signs = 0;

    for (; *text; text++) {
        if (*text == '=')
            signs++;
        else if (!strchr(" \t\r\n", *text))
            return false;
    }
    return n % 4 != 1 && (!signs || (n % 4 && signs == 4 - n % 4));
}

char *base64_decode(const char *text, size_t *ret_n)
{
    AUTO(buf_done) struct buf out = { 0 };
    uint32_t bits = 0;
    size_t n = 0;

    for (; *text && *text != '='; text++) {
        const char *at = strchr(letters, *text);
        char byte;

        if (strchr(" \t\r\n", *text))
            continue;
        if (!at)
            return NULL;
        bits = bits << 6 | (uint32_t)(at - letters);
        if (n++ % 4 == 0)
            continue;
        byte = (char)(bits >> (6 - 2 * ((n - 1) % 4)));
        buf_addn(&out, &byte, 1);
    }
    *ret_n = out.n;
    return is_end(text, n) ? buf_take(&out) : NULL;
}
