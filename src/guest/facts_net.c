/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/facts_net.h"
#include "base/mem.h"

#include <ctype.h>
#include <string.h>

/* ---- clients ------------------------------------------------------------ */

static const struct {
    const char *name, *program;
} clients[] = {
    { "NetworkManager", "/usr/sbin/NetworkManager" },
    { "systemd-networkd", "/usr/lib/systemd/systemd-networkd" },
    { "dhclient", "/usr/sbin/dhclient" },
    { "dhcpcd", "/usr/sbin/dhcpcd" },
    { "udhcpc", "/usr/sbin/udhcpc" },
    { "wicked", "/usr/sbin/wicked" },
};

/* Some have /sbin beside /usr/sbin, and /lib beside /usr/lib. */
static bool has(struct guest_fs *fs, const char *program)
{
    return guest_exists(fs, program) ||
           guest_exists(fs, program + strlen("/usr"));
}

/* ---- static addresses --------------------------------------------------- */

/* Where they are written, and the words before them. */
static const struct {
    const char *pattern, *keys;
} places[] = {
    { "/etc/netplan/*.yaml", " - " },
    { "/etc/systemd/network/*.network", " address " },
    { "/etc/NetworkManager/system-connections/*", " address1 address2 " },
    { "/etc/sysconfig/network-scripts/ifcfg-*", " ipaddr ipaddr0 ipv6addr " },
    { "/etc/sysconfig/network/ifcfg-*", " ipaddr ipaddr_0 " },
    { "/etc/network/interfaces", " address " },
    { "/etc/network/interfaces.d/*", " address " },
};

/* A number, dots or colons, and a length maybe. */
static bool is_address(const char *word)
{
    size_t n = strspn(word, "0123456789abcdefABCDEF.:");
    const char *dot = strchr(word, '.');
    bool v6 = !dot && memchr(word, ':', n);

    if (!n || (word[n] && word[n] != '/') || (!dot && !v6))
        return false;
    return !str_starts(word, "127.") && !str_starts(word, "::1") &&
           !str_starts(word, "0.0.0.0");
}

bool guest_net_split(const char *line, char *key, size_t room, char **value)
{
    size_t n = 0, length;

    line += strspn(line, " \t");
    if (*line == '#' || *line == ';')
        return false;
    key[n++] = ' ';
    while (*line && !strchr(" \t=:", *line) && n < room - 2)
        key[n++] = (char)tolower((unsigned char)*line++);
    key[n++] = ' ';
    key[n] = '\0';
    line += strspn(line, " \t=:\"'");
    length = strcspn(line, " \t,;\"'\r");
    *value = mem_ndup(line, length);
    return n > 2;
}

static void read_line(const char *line, size_t place, const char *path,
                      struct strv *into)
{
    AUTO(free) char *value = NULL;
    char key[32];

    if (guest_net_split(line, key, sizeof(key), &value) &&
        strstr(places[place].keys, key) && is_address(value))
        strv_fmt(into, "%s (%s)", value, path);
}

static void read_file(struct guest_fs *fs, size_t place, const char *path,
                      struct strv *into)
{
    AUTO(free) char *text = guest_read(fs, path, NULL);
    char *rest = NULL;

    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        read_line(line, place, path, into);
}

void guest_facts_net(struct guest_fs *fs, struct guest_facts *facts)
{
    for (size_t i = 0; i < COUNT(clients); i++)
        if (has(fs, clients[i].program))
            strv_add(&facts->dhcp, clients[i].name);
    for (size_t i = 0; i < COUNT(places); i++) {
        AUTO(strv_done) struct strv files = { 0 };

        guest_glob(fs, places[i].pattern, &files);
        for (size_t j = 0; j < files.n; j++)
            read_file(fs, i, files.v[j], &facts->addresses);
    }
}
