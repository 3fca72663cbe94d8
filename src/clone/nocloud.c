/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/nocloud.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/identity.h"

#include <string.h>

static const char serial_path[] = "sysinfo/system/entry[@name='serial']";

/* "h=HOST" and so on, by a long and a short key. */
static bool has_key(const char *part, const char *key, const char *long_key)
{
    size_t n = strcspn(part, "=");

    return part[n] && ((n == strlen(key) && !strncmp(part, key, n)) ||
                       (n == strlen(long_key) && !strncmp(part, long_key, n)));
}

static char *new_part(const struct clone *clone, const char *part)
{
    int key = (int)(strcspn(part, "=") + 1);
    AUTO(free) char *host = NULL, *new = NULL;

    if (has_key(part, "i", "instance-id"))
        return mem_fmt("%.*s%s", key, part, clone->uuid);
    if (has_key(part, "h", "local-hostname")) {
        host = guest_hostname_or(clone);
        return mem_fmt("%.*s%s", key, part, host);
    }
    new = map_rewrite(clone, part);
    return new ? TAKE(new) : mem_dup(part);
}

static char *rewrite_n(const struct clone *clone, const char *text, size_t n)
{
    AUTO(strv_done) struct strv parts = { 0 };
    AUTO(free) char *copy = mem_ndup(text, n);
    char *rest = copy, *part;

    while ((part = strsep(&rest, ";")))
        strv_take(&parts, new_part(clone, part));
    return strv_join(&parts, ";");
}

char *nocloud_rewrite(const struct clone *clone, const char *text)
{
    return rewrite_n(clone, text, strlen(text));
}

/* ---- the kernel's command line ------------------------------------------ */

/* NULL: the word stays. */
static char *new_word(const struct clone *clone, const char *word, size_t n)
{
    AUTO(free) char *value = NULL;

    if (str_starts(word, "ds=nocloud"))
        return rewrite_n(clone, word, n);
    if (str_starts(word, "systemd.hostname=")) {
        value = guest_hostname_or(clone);
        return mem_fmt("systemd.hostname=%s", value);
    }
    if (str_starts(word, "systemd.machine_id=")) {
        value = identity_machine_id(clone);
        return mem_fmt("systemd.machine_id=%s", value);
    }
    return NULL;
}

/* Blanks are kept as they are. */
char *nocloud_cmdline(const struct clone *clone, const char *line)
{
    AUTO(buf_done) struct buf out = { 0 };
    bool some = false;

    while (*line) {
        size_t blank = strspn(line, " \t\n"), n;
        AUTO(free) char *new = NULL;

        buf_addn(&out, line, blank);
        line += blank;
        n = strcspn(line, " \t\n");
        new = n ? new_word(clone, line, n) : NULL;
        some = some || new;
        buf_addn(&out, new ? new : line, new ? strlen(new) : n);
        line += n;
    }
    return some ? buf_take(&out) : NULL;
}

/* ---- in the XML --------------------------------------------------------- */

static int apply_serial(struct clone *clone, struct err *err)
{
    struct xml_node *node = xml_find(xml_root(clone->xml), serial_path);
    AUTO(free) char *old = node ? xml_node_text(node) : NULL;
    AUTO(free) char *new = NULL;

    if (!old || !str_starts(old, "ds=nocloud"))
        return 0;
    new = nocloud_rewrite(clone, old);
    return xml_set_text(node, new, err);
}

int nocloud_apply(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);
    AUTO(free) char *old = xml_get(root, "os/cmdline");
    AUTO(free) char *new = old ? nocloud_cmdline(clone, old) : NULL;

    if (apply_serial(clone, err))
        return -1;
    return new ? xml_set(root, XML_PATH("os/cmdline"), new, err) : 0;
}

static bool names_an_id(const char *text)
{
    return text && (strstr(text, ";i=") || strstr(text, ";instance-id="));
}

bool nocloud_identifies(const struct clone *clone)
{
    struct xml_node *root = xml_root(clone->xml);
    AUTO(free) char *serial = xml_get(root, serial_path);
    AUTO(free) char *line = xml_get(root, "os/cmdline");
    const char *word = line ? strstr(line, "ds=nocloud") : NULL;

    return (serial && str_starts(serial, "ds=nocloud") &&
            names_an_id(serial)) ||
           names_an_id(word);
}
