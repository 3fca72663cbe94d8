/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of the network that are rewritten. */
#include "base/mem.h"
#include "guest/seal.h"

#include <ctype.h>
#include <string.h>
#include <sys/random.h>

/* ---- MAC addresses ------------------------------------------------------ */

enum { MAC = 17 };

static bool is_hex_part(char c)
{
    return isalnum((unsigned char)c) || c == ':' || c == '-';
}

/* "52-54-00-..." is the same address as "52:54:00:...". */
static bool is_mac(const char *at, const char *mac)
{
    for (size_t i = 0; i < MAC; i++) {
        bool gap = mac[i] == ':' && (at[i] == ':' || at[i] == '-');

        if (!gap &&
            tolower((unsigned char)at[i]) != tolower((unsigned char)mac[i]))
            return false;
    }
    return true;
}

/* Among more digits it is only its own at the end: "01:52:54:..." is a DHCP
 * client id, of the address. */
static const char *match(const char *at, const struct strv *macs)
{
    for (size_t i = 0; i + 1 < macs->n; i += 2)
        if (is_mac(at, macs->v[i]) && !is_hex_part(at[MAC]))
            return macs->v[i + 1];
    return NULL;
}

/* In the separators and the case that the old one had. */
static void put(char *at, const char *new)
{
    bool upper = false;

    for (size_t i = 0; i < MAC; i++)
        upper = upper || isupper((unsigned char)at[i]);
    for (size_t i = 0; i < MAC; i++)
        if (new[i] != ':')
            at[i] = (char)(upper ? toupper((unsigned char)new[i])
                                 : tolower((unsigned char)new[i]));
}

static char *replace_macs(const void *macs, const char *text)
{
    size_t n = strlen(text);
    AUTO(free) char *new = mem_dup(text);
    bool some = false;

    for (size_t i = 0; i + MAC <= n; i++) {
        const char *mac = match(new + i, macs);

        if (!mac)
            continue;
        put(new + i, mac);
        some = true;
        i += MAC - 1;
    }
    return some ? TAKE(new) : NULL;
}

int seal_macs(const struct seal *seal, const struct seal_item *item,
              bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };

    if (seal->macs->n)
        seal_find(seal, item, &found);
    for (size_t i = 0; i < found.n; i++) {
        struct seal_rewrite how = { found.v[i], replace_macs, seal->macs };

        if (seal_rewrite(seal, &how, ret_changed, err))
            return -1;
    }
    return guest_failed(seal->fs, err);
}

/* ---- storage over the network ------------------------------------------- */

static int random_bytes(unsigned char *bytes, size_t n, struct err *err)
{
    if (getrandom(bytes, n, 0) == (ssize_t)n)
        return 0;
    return err_sys(err, "there are no random numbers");
}

/* "InitiatorName=iqn.1993-08.org.debian:01:a1b2c3": what follows the last
 * colon is the machine's. */
static char *new_initiator(const void *random, const char *text)
{
    const unsigned char *r = random;
    const char *name = strstr(text, "InitiatorName=");
    int n = name ? (int)strcspn(name, " \t\r\n") : 0;
    const char *colon = name ? memrchr(name, ':', (size_t)n) : NULL;

    if (!colon)
        return NULL;
    return mem_fmt("%.*s%02x%02x%02x%02x%02x%02x%s", (int)(colon + 1 - text),
                   text, r[0], r[1], r[2], r[3], r[4], r[5], name + n);
}

int seal_iscsi(const struct seal *seal, const struct seal_item *item,
               bool *ret_changed, struct err *err)
{
    unsigned char random[6];
    struct seal_rewrite how = { item->paths, new_initiator, random };

    if (random_bytes(random, sizeof(random), err))
        return -1;
    return seal_rewrite(seal, &how, ret_changed, err);
}

static int new_uuid(char **ret, struct err *err)
{
    unsigned char r[16];

    if (random_bytes(r, sizeof(r), err))
        return -1;
    r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
    r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
    *ret = mem_fmt("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                   "%02x%02x%02x%02x%02x%02x",
                   r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9],
                   r[10], r[11], r[12], r[13], r[14], r[15]);
    return 0;
}

/* Name and id must be of one UUID. */
int seal_nvme(const struct seal *seal, const struct seal_item *item,
              bool *ret_changed, struct err *err)
{
    AUTO(strv_done) struct strv found = { 0 };
    AUTO(free) char *uuid = NULL;

    seal_find(seal, item, &found);
    if (new_uuid(&uuid, err))
        return -1;
    for (size_t i = 0; i < found.n; i++) {
        const char *prefix = str_ends(found.v[i], "hostnqn")
                                 ? "nqn.2014-08.org.nvmexpress:uuid:"
                                 : "";
        AUTO(free) char *line = mem_fmt("%s%s\n", prefix, uuid);

        *ret_changed = true;
        if (guest_write(seal->fs, found.v[i], line, err))
            return -1;
    }
    return guest_failed(seal->fs, err);
}
