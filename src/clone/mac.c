/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/mac.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* The value of a hexadecimal digit. */
static unsigned digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

/* The six bytes, or false. Not by sscanf, which takes "-6" and " 6", too. */
static bool bytes_of(const char *text, unsigned byte[6])
{
    if (strlen(text) != 17)
        return false;
    for (size_t i = 0; i < 17; i++)
        if (i % 3 == 2 ? text[i] != text[2] : !isxdigit((unsigned char)text[i]))
            return false;
    for (size_t i = 0; i < 6; i++)
        byte[i] = digit(text[3 * i]) << 4 | digit(text[3 * i + 1]);
    return text[2] == ':' || text[2] == '-';
}

static struct mac show(const unsigned byte[6])
{
    struct mac mac;

    snprintf(mac.text, sizeof(mac.text), "%02x:%02x:%02x:%02x:%02x:%02x",
             byte[0] & 255, byte[1] & 255, byte[2] & 255, byte[3] & 255,
             byte[4] & 255, byte[5] & 255);
    return mac;
}

int mac_parse(const char *text, struct mac *ret, struct err *err)
{
    unsigned byte[6];

    if (!bytes_of(text, byte))
        return err_fail(err,
                        "'%s' is not a MAC address (as 52:54:00:12:34:56)",
                        text);
    if (byte[0] & 1)
        return err_fail(err, "'%s' is a multicast address; a network card "
                             "needs a unicast one",
                        text);
    if (!strcmp(show(byte).text, "00:00:00:00:00:00"))
        return err_fail(err, "'%s' is not an address", text);
    *ret = show(byte);
    return 0;
}

struct mac mac_random(void)
{
    unsigned char random[3] = { 0 };
    unsigned byte[6] = { 0x52, 0x54, 0x00 };

    while (getrandom(random, sizeof(random), 0) != sizeof(random))
        continue;
    for (size_t i = 0; i < sizeof(random); i++)
        byte[3 + i] = random[i];
    return show(byte);
}
