/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/list_columns.h"
#include "cmd/list_facts.h"
#include "base/mem.h"
#include "clone/lineage.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <string.h>

const char *list_state(virDomainPtr domain, int state, bool saved_too)
{
    static const char *const words[] = {
        [VIR_DOMAIN_NOSTATE] = "no state",
        [VIR_DOMAIN_RUNNING] = "running",
        [VIR_DOMAIN_BLOCKED] = "idle",
        [VIR_DOMAIN_PAUSED] = "paused",
        [VIR_DOMAIN_SHUTDOWN] = "in shutdown",
        [VIR_DOMAIN_SHUTOFF] = "shut off",
        [VIR_DOMAIN_CRASHED] = "crashed",
        [VIR_DOMAIN_PMSUSPENDED] = "pmsuspended",
    };

    if (saved_too && state == VIR_DOMAIN_SHUTOFF &&
        virDomainHasManagedSaveImage(domain, 0) > 0)
        return "saved";
    return state >= 0 && state < (int)COUNT(words) ? words[state] : "no state";
}

/* Drivers without the call have them in the XML all the same. */
static char *metadata(virDomainPtr domain, int type, const char *element)
{
    struct err ignored = ERR_INIT;
    AUTO(free) char *text = NULL;
    AUTO(xml_free) struct xml *xml = NULL;
    char *found = virDomainGetMetadata(domain, type, NULL, 0);

    if (found || virt_last_code() != VIR_ERR_NO_SUPPORT)
        return found ? found : mem_dup("");
    text = virDomainGetXMLDesc(domain, 0);
    xml = text ? xml_parse(text, "domain", &ignored) : NULL;
    found = xml ? xml_get(xml_root(xml), element) : NULL;
    return found ? found : mem_dup("");
}

char *list_title(virDomainPtr domain)
{
    return metadata(domain, VIR_DOMAIN_METADATA_TITLE, "title");
}

/* ---- the columns -------------------------------------------------------- */

static char *description(virDomainPtr domain)
{
    return metadata(domain, VIR_DOMAIN_METADATA_DESCRIPTION, "description");
}

static char *id(virDomainPtr domain)
{
    unsigned number = virDomainGetID(domain);

    return number == (unsigned)-1 ? mem_dup("-") : mem_fmt("%u", number);
}

static char *name(virDomainPtr domain)
{
    return mem_dup(virDomainGetName(domain));
}

static char *uuid(virDomainPtr domain)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";

    virDomainGetUUIDString(domain, text);
    return mem_dup(text);
}

static char *state(virDomainPtr domain)
{
    int state = VIR_DOMAIN_NOSTATE;

    virDomainGetState(domain, &state, NULL, 0);
    return mem_dup(list_state(domain, state, true));
}

static char *autostart(virDomainPtr domain)
{
    int on = 0;

    virDomainGetAutostart(domain, &on);
    return mem_dup(on ? "yes" : "no");
}

static char *persistent(virDomainPtr domain)
{
    return mem_dup(virDomainIsPersistent(domain) == 1 ? "yes" : "no");
}

static char *memory(virDomainPtr domain)
{
    return mem_fmt("%lu", virDomainGetMaxMemory(domain));
}

static char *vcpus(virDomainPtr domain)
{
    virDomainInfo info = { 0 };

    virDomainGetInfo(domain, &info);
    return mem_fmt("%u", (unsigned)info.nrVirtCpu);
}

/* What it was cloned from. */
static char *source(virDomainPtr domain)
{
    struct lineage lineage = { 0 };
    struct err ignored = ERR_INIT;
    char *text;

    lineage_read(domain, &lineage, &ignored);
    text = mem_dup(lineage.source ? lineage.source : "");
    lineage_done(&lineage);
    return text;
}

const struct column list_facts[LIST_FACTS + 1] = {
    { "id", "Id", id, KIND_NUMBER },
    { "name", "Name", name, KIND_TEXT },
    { "uuid", "UUID", uuid, KIND_TEXT },
    { "state", "State", state, KIND_TEXT },
    { "title", "Title", list_title, KIND_TEXT },
    { "description", "Description", description, KIND_TEXT },
    { "autostart", "Autostart", autostart, KIND_FLAG },
    { "persistent", "Persistent", persistent, KIND_FLAG },
    { "memory", "Memory (KiB)", memory, KIND_NUMBER },
    { "vcpus", "vCPUs", vcpus, KIND_NUMBER },
    { "source", "Source", source, KIND_TEXT },
    { NULL, NULL, NULL, KIND_TEXT },
};
