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

int domain_hooks_begin(struct session *session, struct lua_op *op,
                       struct err *err)
{
    AUTO(strv_done) struct strv warnings = { 0 };
    int rc;

    op->stop = &session->interrupted;
    if (op->domain) {
        op->vir = virDomainGetConnect(op->domain);
        op->subject = virDomainGetName(op->domain);
    }
    rc = lua_op_begin(session->hooks, op, &warnings, err);
    tell(session, &warnings);
    return rc;
}

int domain_hooks_end(struct session *session, struct lua_op *op, int rc,
                     struct err *err)
{
    AUTO(strv_done) struct strv warnings = { 0 };

    if (rc)
        lua_op_fail(op, err);
    else
        lua_op_end(op, &warnings);
    tell(session, &warnings);
    return rc;
}
