/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/domain.h"

virDomainPtr session_domain(struct session *session, const char *word,
                            struct err *err)
{
    virConnectPtr vir = session_connect(session, err);

    return vir ? domain_find(vir, word, err) : NULL;
}
