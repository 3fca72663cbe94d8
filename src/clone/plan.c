/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/builtin.h"
#include "clone/clone.h"
#include "clone/compat.h"
#include "clone/dhcp.h"
#include "clone/finish.h"
#include "clone/identity.h"
#include "clone/lineage.h"
#include "clone/name.h"
#include "clone/once.h"
#include "clone/scan.h"
#include "clone/seed.h"
#include "clone/source.h"
#include "clone/valid.h"
#include "virt/conn.h"
#include "virt/error.h"
#include "virt/xml_journal.h"

#include <stdarg.h>

static int stopped(const struct clone *clone, struct err *err)
{
    return atomic_load(clone->spec->stop) ? store_stopped(err) : 0;
}

int clone_phase(struct clone *clone, enum clone_phase phase, struct err *err)
{
    struct clone_hooks *hooks = clone->spec->hooks;

    clone->phase = phase;
    if (stopped(clone, err))
        return -1;
    return hooks ? hooks->run(hooks, clone, err) : builtins_run(clone, err);
}

static int name_is_free(const struct clone *clone, struct err *err)
{
    if (clone->spec->replace && !str_eq(clone->name, clone->source.name))
        return 0;
    if (!inventory_name_owner(clone->spec->shared->inventory, clone->name))
        return 0;
    return err_fail(err, "domain with name '%s' already exists", clone->name);
}

static int look(struct clone *clone, struct err *err)
{
    bool made_up = clone->spec->auto_name && !*clone->name;

    if (builtins_check(clone->spec, err))
        return -1;
    if (!made_up && name_check(clone->name, clone->spec->force, err))
        return -1;
    if (source_read(clone, err))
        return -1;
    if (made_up)
        compat_name(clone);
    if (made_up && name_check(clone->name, clone->spec->force, err))
        return -1;
    if (name_is_free(clone, err))
        return -1;
    return disks_read(clone, err) || sides_read(clone, err) ? -1 : 0;
}

static int begin_hooks(struct clone *clone, struct err *err)
{
    struct clone_hooks *hooks = clone->spec->hooks;

    if (!hooks)
        return 0;
    clone->hooked = true;
    return hooks->begin(hooks, clone, err);
}

static int decide(struct clone *clone, struct err *err)
{
    if (begin_hooks(clone, err) || clone_phase(clone, CLONE_PLAN, err) ||
        name_is_free(clone, err))
        return -1;
    if (clone_phase(clone, CLONE_MUTATE, err) ||
        clone_phase(clone, CLONE_PLACE, err) || identity_take(clone, err))
        return -1;
    xml_sign(clone->xml, "core/guest");
    if (guest_plan(clone, err) || sealed_plan(clone, err))
        return -1;
    xml_sign(clone->xml, "core/disks");
    if (disks_place(clone, err) || sides_place(clone, err) ||
        lineage_write(clone, err))
        return -1;
    xml_sign(clone->xml, NULL);
    return space_add(&clone->spec->shared->space, clone, err);
}

/* From here on nothing changes any more: what `check` sees, and what the user
 * confirms, is what will be defined. */
static int freeze(struct clone *clone, struct err *err)
{
    seed_tell(clone);
    if (identity_check(clone, err) || valid_check(clone, err) ||
        once_check(clone, err) || scan_apply(clone, err))
        return -1;
    dhcp_note(clone);
    xml_freeze(clone->xml, "from phase 'check' on");
    return clone_phase(clone, CLONE_CHECK, err);
}

struct clone *clone_plan(const struct clone_spec *spec, virConnectPtr vir,
                         struct err *err)
{
    AUTO(clone_free) struct clone *clone = mem_new(1, sizeof(*clone));

    clone->spec = spec;
    clone->vir = vir;
    virConnectRef(vir);
    clone->local = conn_is_local(vir);
    clone->name = mem_dup(spec->name);
    if (look(clone, err) || decide(clone, err) || freeze(clone, err)) {
        clone_finish(clone, err);
        return NULL;
    }
    inventory_add(spec->shared->inventory, clone->name, clone->xml);
    return TAKE(clone);
}

static void free_parts(struct clone *clone)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        disk_done(&clone->disks[i]);
    free(clone->disks);
    sides_done(clone);
    xml_free(clone->xml);
    xml_free(clone->source.xml);
    free(clone->source.name);
    free(clone->source.uuid);
    free(clone->name);
    guest_done(&clone->guest);
    map_done(&clone->map);
    findings_done(&clone->findings);
    strv_done(&clone->notes);
    strv_done(&clone->secrets);
    strv_done(&clone->warnings);
}

void clone_free(struct clone *clone)
{
    if (!clone)
        return;
    if (clone->hooked)
        clone->spec->hooks->end(clone->spec->hooks, clone);
    undo_done(&clone->undo);
    domain_free(clone->source.domain);
    domain_free(clone->domain);
    free_parts(clone);
    virConnectClose(clone->vir);
    free(clone);
}

/* ---- for hooks ---------------------------------------------------------- */

const char *clone_phase_name(enum clone_phase phase)
{
    static const char *const names[] = {
        [CLONE_PLAN] = "plan",       [CLONE_MUTATE] = "mutate",
        [CLONE_PLACE] = "place",     [CLONE_CHECK] = "check",
        [CLONE_RESERVE] = "reserve", [CLONE_COPIED] = "copied",
        [CLONE_DEFINED] = "defined", [CLONE_STARTED] = "started",
        [CLONE_FINISH] = "finish",
    };

    return names[phase];
}

int clone_set_name(struct clone *clone, const char *name, struct err *err)
{
    if (clone->phase != CLONE_PLAN)
        return err_fail(err,
                        "c.name can only be set in phase 'plan' (this is "
                        "'%s')",
                        clone_phase_name(clone->phase));
    if (name_check(name, clone->spec->force, err))
        return -1;
    mem_set(&clone->name, mem_dup(name));
    return 0;
}

bool clone_allows_effects(const struct clone *clone)
{
    return clone->phase >= CLONE_RESERVE && !clone->spec->dry_run;
}

void clone_warn(struct clone *clone, const char *fmt, ...)
{
    va_list ap;
    char *line = NULL;

    va_start(ap, fmt);
    if (vasprintf(&line, fmt, ap) >= 0)
        strv_take(&clone->warnings, line);
    va_end(ap);
}
