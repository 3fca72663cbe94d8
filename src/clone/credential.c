/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/credential.h"
#include "base/base64.h"
#include "base/mem.h"
#include "clone/clone.h"

#include <string.h>

static const char plain[] = "io.systemd.credential:";
static const char binary[] = "io.systemd.credential.binary:";
static const char entries[] = "sysinfo[@type='smbios']/oemStrings/entry";

/* ---- the machine -------------------------------------------------------- */

static bool has_smbios(const char *type, const char *arch)
{
    static const char *const types[] = { "kvm", "qemu", "hvf", NULL };
    static const char *const arches[] = { "x86_64", "i686", "aarch64",
                                         NULL };

    return type && arch && str_is_among(type, types) &&
           str_is_among(arch, arches);
}

int credential_check(const struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);
    AUTO(free) char *type = xml_get_or(root, "@type", "");
    AUTO(free) char *arch = xml_get_or(root, "os/type/@arch", "");

    if (!has_smbios(type, arch))
        return err_fail(err,
                        "a machine of type '%s' and architecture '%s' "
                        "has no SMBIOS that carries them: --identity "
                        "seal edits the disks instead",
                        type, arch);
    if (xml_find(root, "launchSecurity"))
        return err_fail(err, "it is a confidential machine, whose systemd "
                             "takes none from the host: only it itself can "
                             "become another one");
    if (xml_is(root, "os/smbios/@mode", "host"))
        return err_fail(err, "its SMBIOS is the host's (<smbios "
                             "mode='host'/>), which takes no strings: "
                             "--identity seal edits the disks instead");
    return 0;
}

/* ---- in the XML --------------------------------------------------------- */

/* The value in an entry of that name, or NULL. */
static const char *value_of(const char *entry, const char *name,
                            bool *ret_binary)
{
    size_t n = strlen(name);

    *ret_binary = str_starts(entry, binary);
    if (!*ret_binary && !str_starts(entry, plain))
        return NULL;
    entry = strchr(entry, ':') + 1;
    return !strncmp(entry, name, n) && entry[n] == '=' ? entry + n + 1 : NULL;
}

char *credential_get(const struct clone *clone, const char *name,
                     bool *ret_binary)
{
    AUTO(xml_nodes_done)
    struct xml_nodes all = xml_all(xml_root(clone->xml), entries);

    for (size_t i = 0; i < all.n; i++) {
        AUTO(free) char *text = xml_node_text(all.v[i]);
        const char *value = value_of(text, name, ret_binary);

        if (value)
            return mem_dup(value);
    }
    return NULL;
}

/* Of two systemd takes one, and nobody knows which. */
static int remove_all(struct clone *clone, const char *name, struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes all = xml_all(xml_root(clone->xml), entries);
    bool ignored;

    for (size_t i = 0; i < all.n; i++) {
        AUTO(free) char *text = xml_node_text(all.v[i]);

        if (value_of(text, name, &ignored) && xml_remove_node(all.v[i], err))
            return -1;
    }
    return 0;
}

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static char *entry_text(const char *name, const char *value)
{
    AUTO(free) char *code = NULL;

    if (is_plain(value))
        return mem_fmt("%s%s=%s", plain, name, value);
    code = base64_encode(value, strlen(value));
    return mem_fmt("%s%s=%s", binary, name, code);
}

static struct xml_node *child(struct xml_node *parent, const char *xpath,
                              const char *text, struct err *err)
{
    struct xml_node *node = xml_find(parent, xpath);

    if (node)
        return node;
    node = xml_new_text(xml_of(parent), text, err);
    return !node || xml_put(parent, node, NULL, err) ? NULL : node;
}

int credential_set(struct clone *clone, const char *name, const char *value,
                   struct err *err)
{
    struct xml_node *root = xml_root(clone->xml), *strings, *entry;
    AUTO(free) char *text = entry_text(name, value);

    if (remove_all(clone, name, err) ||
        xml_set(root, XML_PATH("os/smbios/@mode"), "sysinfo", err))
        return -1;
    strings =
        child(root, "sysinfo[@type='smbios']", "<sysinfo type='smbios'/>", err);
    strings =
        strings ? child(strings, "oemStrings", "<oemStrings/>", err) : NULL;
    entry = strings ? xml_new(clone->xml, "entry", err) : NULL;
    return !entry || xml_set_text(entry, text, err)
               ? -1
               : xml_put(strings, entry, NULL, err);
}
