/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/hostname.h"
#include "base/mem.h"

#include <string.h>

/* A label of the DNS; Linux takes 64 bytes in all. */
enum { LABEL = 63, WHOLE = 64, NETBIOS = 15 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

static char *make(const char *name, size_t most)
{
    char *text = mem_new(most + 1, 1);
    size_t n = 0;

    for (; *name && n < most; name++) {
        char c =
            *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;

        c = strchr(letters, c) ? c : '-';
        if (c != '-' || (n && text[n - 1] != '-'))
            text[n++] = c;
    }
    while (n && text[n - 1] == '-')
        n--;
    text[n] = '\0';
    if (!n)
        mem_set(&text, NULL);
    return text;
}

char *hostname_of(const char *name)
{
    return make(name, LABEL);
}

char *hostname_of_windows(const char *name)
{
    return make(name, NETBIOS);
}

static bool is_label(const char *label, size_t n)
{
    if (!n || n > LABEL || label[0] == '-' || label[n - 1] == '-')
        return false;
    for (size_t i = 0; i < n; i++)
        if (label[i] >= 'A' && label[i] <= 'Z')
            continue;
        else if (!strchr(letters, label[i]))
            return false;
    return true;
}

int hostname_check(const char *hostname, struct err *err)
{
    const char *p = hostname;

    if (strlen(hostname) > WHOLE)
        return err_usage(err, "host name '%s' is longer than %d bytes",
                         hostname, WHOLE);
    while (true) {
        size_t n = strcspn(p, ".");

        if (!is_label(p, n))
            return err_usage(err,
                             "'%s' is no host name: its parts are letters, "
                             "digits and '-', which is not at either end",
                             hostname);
        if (!p[n])
            return 0;
        p += n + 1;
    }
}
