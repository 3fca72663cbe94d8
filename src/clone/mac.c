/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/mac.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* The six bytes, or false; nothing may follow them. */
static bool bytes_of(const char *text, unsigned byte[6])
{
    int end = 0;
    char sep = text[0] && text[1] ? text[2] : '\0';
    int n;

    if (sep == '-')
        n = sscanf(text, "%2x-%2x-%2x-%2x-%2x-%2x%n", &byte[0], &byte[1],
                   &byte[2], &byte[3], &byte[4], &byte[5], &end);
    else
        n = sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &byte[0], &byte[1],
                   &byte[2], &byte[3], &byte[4], &byte[5], &end);
    return n == 6 && end == 17 && !text[end] &&
           strspn(text, "0123456789abcdefABCDEF:-") == 17;
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
    *ret = show(byte);
    if (!strcmp(ret->text, "00:00:00:00:00:00"))
        return err_fail(err, "'%s' is not an address", text);
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
