/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions on devices, and on what is refused. */
#include "clone/action.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/xml_walk.h"

#include <string.h>

static char *where_of(const struct rule_match *match)
{
    return xml_where(match->node);
}

/* ---- devices of the host ------------------------------------------------ */

/* Two machines may have one that is shareable. */
int action_device(const struct rule_match *match, struct err *err)
{
    const char *choice = match->clone->spec->hostdev;

    if (xml_child_named(match->node, "shareable"))
        return 0;
    if (str_eq(choice, "keep")) {
        finding_add(match->clone, FINDING_CLASH, where_of(match),
                    "%s stays, and only one of the two machines can have it "
                    "at a time",
                    match->rule->arg);
        return 0;
    }
    finding_add(match->clone, FINDING_DROPPED, where_of(match),
                "%s is left out: two machines cannot have the same one "
                "(--hostdev keep)",
                match->rule->arg);
    return xml_remove_node(match->node, err);
}

/* Where the copy of its state is chosen: clone/tpm.c. */
int action_tpm(const struct rule_match *match, struct err *err)
{
    if (!str_eq(match->clone->spec->tpm, "drop"))
        return 0;
    finding_add(match->clone, FINDING_DROPPED, where_of(match),
                "the TPM is left out, as --tpm says");
    return xml_remove_node(match->node, err);
}

/* Memory that others use, too, is meant to be common. */
int action_shmem(const struct rule_match *match, struct err *err)
{
    const struct clone *clone = match->clone;
    const struct claim *claim = inventory_find(
        clone->spec->shared->inventory, CLAIM_SHMEM, match->old);
    AUTO(free) char *value = NULL;

    while (claim && str_eq(claim->owner, clone->source.name))
        claim = claim->next;
    if (claim || xml_attribute_is(match->node, "role", "peer")) {
        finding_add(match->clone, FINDING_SHARED, where_of(match),
                    "the shared memory '%s' stays common", match->old);
        return 0;
    }
    value = map_rewrite(clone, match->old);
    if (!value)
        value = mem_fmt("%s-%s", clone->name, match->old);
    finding_add(match->clone, FINDING_CHANGED, where_of(match),
                "the shared memory '%s' is now '%s'", match->old, value);
    return xml_set_attribute(match->node, "name", value, err);
}

/* The console's path or device is the host's; the guest does not see what is
 * behind its port. */
int action_pty(const struct rule_match *match, struct err *err)
{
    struct xml_node *device = xml_parent(match->node);

    finding_add(match->clone, FINDING_DROPPED, xml_where(device),
                "'%s' is left to the source; the port is a pseudo terminal",
                match->old);
    if (xml_set_attribute(device, "type", "pty", err))
        return -1;
    return xml_remove_node(match->node, err);
}

/* ---- network filters ---------------------------------------------------- */

/* With the source's address the clone's traffic would be dropped; without
 * one libvirt learns it. */
int action_parameter(const struct rule_match *match, struct err *err)
{
    AUTO(free) char *name = xml_attribute(match->node, "name");
    const char *value = map_find(match->clone, match->old);

    if (value)
        return xml_set_attribute(match->node, "value", value, err);
    if (!name || strncmp(name, "IP", 2))
        return 0;
    finding_add(match->clone, FINDING_DROPPED, where_of(match),
                "the filter's parameter %s = '%s' is the source's address; "
                "without it libvirt learns the clone's",
                name, match->old);
    return xml_remove_node(match->node, err);
}

/* ---- security ----------------------------------------------------------- */

/* "system_u:system_r:svirt_t:s0:c1,c2" without its categories. */
static char *base_label(const char *label)
{
    const char *p = label;

    for (int colons = 0; *p; p++)
        if (*p == ':' && ++colons == 4)
            break;
    return mem_ndup(label, (size_t)(p - label));
}

static int make_dynamic(const struct rule_match *match, const char *label,
                        struct err *err)
{
    AUTO(free) char *base = base_label(label);
    bool selinux = strchr(label, ':') != NULL;

    if (xml_remove(match->node, XML_PATH("label | imagelabel"), err) < 0 ||
        xml_set_attribute(match->node, "type", "dynamic", err))
        return -1;
    finding_add(match->clone, FINDING_CHANGED, where_of(match),
                "the fixed label '%s' is now one that libvirt chooses, so "
                "that the machines are kept apart",
                label);
    return selinux ? xml_set(match->node, XML_PATH("baselabel"), base, err)
                   : 0;
}

/* A user and group ("+107:+107") are the same for many machines. */
int action_seclabel(const struct rule_match *match, struct err *err)
{
    AUTO(free) char *label = xml_get(match->node, "label");
    bool dac = xml_attribute_is(match->node, "model", "dac") ||
               (label && *label == '+');

    return !label || dac ? 0 : make_dynamic(match, label, err);
}

/* ---- refused without --force -------------------------------------------- */

static const struct {
    const char *uri, *name;
} managers[] = {
    { "http://openstack.org/xmlns/libvirt/nova/", "OpenStack Nova" },
    { "http://ovirt.org/vm/", "oVirt" },
    { "http://opennebula.org/xmlns/libvirt/", "OpenNebula" },
    { "http://kubevirt.io", "KubeVirt" },
};

int action_manager(const struct rule_match *match, struct err *err)
{
    const char *uri = xml_namespace(match->node);

    for (size_t i = 0; uri && i < COUNT(managers); i++) {
        if (!str_starts(uri, managers[i].uri))
            continue;
        if (!match->clone->spec->force)
            return err_fail(err,
                            "'%s' belongs to %s, which would not know its "
                            "clone (--force clones it without that metadata)",
                            match->clone->source.name, managers[i].name);
        finding_add(match->clone, FINDING_DROPPED, where_of(match),
                    "the metadata of %s", managers[i].name);
        return xml_remove_node(match->node, err);
    }
    return 0;
}

/* What identifies a machine, or is one's alone, on QEMU's command line. */
static bool is_risky(const char *arg)
{
    static const char *const words[] = {
        "-uuid",      "-smbios",  "-fw_cfg",   "file=",     "filename=",
        "path=",      "mem-path", "hostfwd=",  "guest-cid", "unix:",
        "tcp:",       "udp:",     "-qmp",      "-monitor",  "-gdb",
        "-pidfile",   "mac=",     "wwn=",      "serial=",   "-vnc",
        "-incoming",  "-name",    "-chardev",  "-drive",    "-netdev",
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (strstr(arg, words[i]))
            return true;
    return false;
}

int action_command(const struct rule_match *match, struct err *err)
{
    AUTO(free) char *new = map_rewrite(match->clone, match->old);
    AUTO(free) char *where = where_of(match);

    if (!new && !is_risky(match->old))
        return 0;
    if (!match->clone->spec->force)
        return err_fail(err,
                        "%s: QEMU's own option '%s' may be one machine's "
                        "alone, and is not changed (--force clones it as it "
                        "is; a hook can change it)",
                        where, match->old);
    finding_add(match->clone, FINDING_CLASH, TAKE(where),
                "QEMU's own option '%s' is the same", match->old);
    return 0;
}
