/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_domain.h"
#include "base/mem.h"
#include "cmd/domain.h"
#include "cmd/hook_list.h"
#include "lua/tool.h"

/* What it has now, "" for nothing. libvirt leaves the namespace out. */
static char *metadata_of(virDomainPtr domain, struct err *err)
{
    char *text =
        virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT,
                             LUA_HOOKS_METADATA, VIR_DOMAIN_AFFECT_CONFIG);

    if (text)
        return text;
    if (virt_last_code() == VIR_ERR_NO_DOMAIN_METADATA)
        return mem_dup("");
    virt_err(err, "cannot read the domain's metadata");
    return NULL;
}

/* *text becomes what it is with one hook more; the hook's own values are
 * checked. */
static int edit(struct session *session, const struct hook_domain *what,
                const char *name, char **text, struct err *err)
{
    AUTO(strv_done) struct strv args = { 0 }, answer = { 0 };

    strv_add(&args, *text);
    strv_add(&args, name);
    strv_add(&args, what->enabled ? "yes" : "no");
    for (size_t i = 0; i < what->sets->n; i++)
        strv_add(&args, what->sets->v[i]);
    if (lua_hooks_ask(session->hooks, "metadata", &args, &answer, err))
        return -1;
    mem_set(text, mem_dup(answer.v[0]));
    return 0;
}

/* One call of libvirt changes all or nothing: there is nothing to undo. */
int hook_domain_set(struct session *session, const struct hook_domain *what,
                    struct err *err)
{
    AUTO(domain_free)
    virDomainPtr domain = session_domain(session, what->domain, err);
    AUTO(free) char *text = domain ? metadata_of(domain, err) : NULL;

    if (!text || hook_load(session, false, err))
        return -1;
    for (size_t i = 0; i < what->names->n; i++)
        if (edit(session, what, what->names->v[i], &text, err))
            return -1;
    if (virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, text, "hooks",
                             LUA_HOOKS_METADATA, VIR_DOMAIN_AFFECT_CONFIG) < 0)
        return virt_err(err, "cannot write the metadata of '%s'", what->domain);
    for (size_t i = 0; i < what->names->n; i++)
        session_note(session, "hook '%s' is %s for clones of '%s'",
                     what->names->v[i], what->enabled ? "enabled" : "disabled",
                     what->domain);
    return 0;
}
