/* SPDX-License-Identifier: GPL-3.0-or-later */
/* systemd's credentials, that it reads from the firmware's strings:
 * "io.systemd.credential:NAME=VALUE", or ".binary:" and the value in base64. */
#include "base/base64.h"
#include "base/mem.h"
#include "clone/action.h"
#include "clone/clone.h"
#include "clone/identity.h"
#include "virt/xml_walk.h"

#include <string.h>

/* Those of identity are set, whatever they were; in others what is the
 * source's is replaced. `name` ends with '='. NULL: it stays. */
static char *new_value(const struct clone *clone, const char *name,
                       const char *old)
{
    if (str_starts(name, "system.hostname="))
        return guest_hostname_or(clone);
    if (str_starts(name, "system.machine_id="))
        return identity_machine_id(clone);
    return map_rewrite(clone, old);
}

static char *new_binary(const struct rule_match *match, const char *name,
                        const char *code)
{
    size_t n = 0;
    AUTO(free) char *old = base64_decode(code, &n);
    AUTO(free) char *new = NULL;

    if (!old || strlen(old) != n) {
        finding_add(match->clone, FINDING_SAME, xml_where(match->node),
                    "the credential '%.*s' is no text, and stays as it is",
                    (int)strcspn(name, "="), name);
        return NULL;
    }
    new = new_value(match->clone, name, old);
    return new ? base64_encode(new, strlen(new)) : NULL;
}

/* A new entry, or NULL. */
static char *rewrite(const struct rule_match *match, const char *old)
{
    static const char plain[] = "io.systemd.credential:";
    static const char binary[] = "io.systemd.credential.binary:";
    bool is_binary = str_starts(old, binary);
    const char *name = strchr(old, ':'), *value = strchr(old, '=');
    AUTO(free) char *new = NULL;

    if ((!is_binary && !str_starts(old, plain)) || !value || value < name)
        return map_rewrite(match->clone, old);
    name++;
    value++;
    new = is_binary ? new_binary(match, name, value)
                    : new_value(match->clone, name, value);
    return new ? mem_fmt("%.*s%s", (int)(value - old), old, new) : NULL;
}

int action_credential(const struct rule_match *match, struct err *err)
{
    AUTO(free) char *new = match->old ? rewrite(match, match->old) : NULL;

    if (!new || !strcmp(new, match->old))
        return 0;
    finding_add(match->clone, FINDING_CHANGED, xml_where(match->node),
                "'%s' is now '%s'", match->old, new);
    return xml_set_text(match->node, new, err);
}
