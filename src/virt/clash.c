/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When two claims are in each other's way. */
#include "virt/claims.h"

#include <string.h>

static bool is_any(const char *host)
{
    return !host || !*host || !strcmp(host, "0.0.0.0") || !strcmp(host, "::");
}

bool claims_clash(const struct claim *a, const struct claim *b)
{
    if (a->space != b->space || strcmp(a->value, b->value))
        return false;
    if (a->shared && b->shared)
        return false;
    return is_any(a->host) || is_any(b->host) || !strcmp(a->host, b->host);
}

const char *claim_danger(const struct claim *claim)
{
    static const char *const dangers[] = {
        [CLAIM_NAME] = "only one can have it",
        [CLAIM_UUID] = "only one can have it",
        [CLAIM_MAC] = "the network cannot tell them apart",
        [CLAIM_PATH] = "the second takes it away, destroys it, or fails",
        [CLAIM_TCP] = "the second to start fails",
        [CLAIM_UDP] = "each gets some of what is sent",
        [CLAIM_CID] = "the second to start fails",
        [CLAIM_TAP] = "the second to start fails",
        [CLAIM_HOSTDEV] = "the second to start fails",
        [CLAIM_ID] = "the switch takes one for the other",
        [CLAIM_LEASE] = "the second to start fails",
        [CLAIM_SHMEM] = "",
        [CLAIM_BACKING] = "",
        [CLAIM_GUEST] = "the guest does not notice that it is another one",
    };

    return dangers[claim->space];
}
