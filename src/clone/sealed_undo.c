/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/sealed.h"
#include "store/image.h"
#include "virt/inventory.h"
#include "virt/keep.h"

#include <string.h>

/* step: words those of undo_file, then the paths of clones' images; data the
 * connection, once there may be such. */

void undo_sealed_used(struct undo_step *step, const struct strv *paths,
                      void *vir)
{
    for (size_t i = 0; i < paths->n; i++)
        undo_word(step, paths->v[i]);
    virConnectRef(vir);
    step->data = vir;
}

static bool has_image(const struct undo_step *step)
{
    for (size_t i = 0; i < step->words.n; i++)
        if (*step->words.v[i] == '/' &&
            image_stands_on(step->words.v[i], step->subject))
            return true;
    return false;
}

static bool domain_stands(const struct inventory_domain *domain,
                          const char *path)
{
    for (size_t i = 0; i < domain->claims.n; i++) {
        const struct claim *claim = &domain->claims.v[i];

        if (claim->space == CLAIM_PATH && !strcmp(claim->what, "disk") &&
            image_stands_on(claim->value, path))
            return true;
    }
    return false;
}

/* By its lineage, or by the chain of a disk that nobody told us of. */
static int has_domain(const struct undo_step *step, bool *ret, struct err *err)
{
    AUTO(inventory_free)
    struct inventory *inventory = inventory_read(step->data, err);

    if (!inventory)
        return -1;
    *ret = inventory_backing_user(inventory, step->subject) != NULL;
    for (size_t i = 0; i < inventory->n && !*ret; i++)
        *ret = domain_stands(&inventory->v[i], step->subject);
    return 0;
}

static int undo(struct undo_step *step, struct err *err)
{
    bool needed = has_image(step);

    if (!needed && step->data && has_domain(step, &needed, err))
        return -1;
    return needed ? 0 : undo_file.undo(step, err);
}

const struct undo_kind undo_sealed = {
    .name = "sealed",
    .undo = undo,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
    .turn = UNDO_BELOW,
};
