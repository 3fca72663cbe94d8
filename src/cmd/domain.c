/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/domain.h"

virDomainPtr session_domain(struct session *session, const char *word,
                            struct err *err)
{
    virConnectPtr vir = session_connect(session, err);

    return vir ? domain_find(vir, word, err) : NULL;
}

static void tell(struct session *session, const struct strv *warnings)
{
    for (size_t i = 0; i < warnings->n; i++)
        session_warn(session, "%s", warnings->v[i]);
}

int domain_hooks_begin(struct session *session, const struct lua_op *op,
                       struct err *err)
{
    AUTO(strv_done) struct strv warnings = { 0 };
    struct lua_op whole = *op;
    int rc;

    whole.stop = &session->interrupted;
    rc = lua_op_begin(session->hooks, &whole, &warnings, err);
    tell(session, &warnings);
    return rc;
}

void domain_hooks_end(struct session *session, const struct lua_op *op)
{
    AUTO(strv_done) struct strv warnings = { 0 };
    struct lua_op whole = *op;

    whole.stop = &session->interrupted;
    lua_op_end(session->hooks, &whole, &warnings);
    tell(session, &warnings);
}
