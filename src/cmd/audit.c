/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/audit_guest.h"
#include "shell/json.h"
#include "shell/session.h"
#include "shell/table.h"
#include "virt/error.h"
#include "virt/inventory.h"

#include <string.h>

struct audit_args {
    struct strv domain, guest_key;
    bool guest, json;
};

static const struct field fields[] = {
    { FIELD(struct audit_args, domain), .name = "domain",
      .flags = FIELD_DATA | FIELD_REST, .complete = COMPLETE_DOMAIN,
      .help = "only clashes of this domain: name, id or uuid" },
    { FIELD(struct audit_args, guest), .name = "guest",
      .help = "compare what is on their disks instead; several domains with "
              "each other, one with all" },
    { FIELD(struct audit_args, guest_key), .name = "guest-key",
      .complete = COMPLETE_FILE,
      .help = "a file whose first line opens encrypted disks" },
    JSON_ROW(struct audit_args),
    FIELD_END,
};

/* ---- finding ------------------------------------------------------------ */

/* What several domains claim: the first claim of the group, and their names. */
struct clash {
    const struct claim *claim;
    struct strv names;
};

struct clashes {
    struct clash *v;
    size_t n;
};

static void clashes_done(struct clashes *clashes)
{
    for (size_t i = 0; i < clashes->n; i++)
        strv_done(&clashes->v[i].names);
    free(clashes->v);
}
CLEANUP_DONE(struct clashes, clashes_done);

static bool is_wanted(const struct strv *wanted, const struct strv *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (strv_has(wanted, names->v[i]))
            return true;
    return !wanted->n;
}

/* The claims of one value are a chain in the index; one that clashes with any
 * other of it belongs to the group. */
static void take_chain(struct clashes *clashes, const struct claim *chain,
                       const struct strv *wanted)
{
    struct strv names = { 0 };

    for (const struct claim *a = chain; a; a = a->next)
        for (const struct claim *b = chain; b; b = b->next)
            if (strcmp(a->owner, b->owner) && claims_clash(a, b) &&
                !strv_has(&names, a->owner))
                strv_add(&names, a->owner);
    if (!names.n || !is_wanted(wanted, &names)) {
        strv_done(&names);
        return;
    }
    strv_sort(&names);
    clashes->v = mem_more(clashes->v, clashes->n, sizeof(*clashes->v));
    clashes->v[clashes->n++] = (struct clash){ chain, names };
}

static int compare(const void *a, const void *b)
{
    const struct clash *x = a, *y = b;
    int rc = strcmp(x->names.v[0], y->names.v[0]);

    if (!rc)
        rc = (int)x->claim->space - (int)y->claim->space;
    return rc ? rc : strcmp(x->claim->value, y->claim->value);
}

static void find(const struct inventory *inventory, const struct strv *wanted,
                 struct clashes *ret)
{
    const struct dict *index = &inventory->index;

    for (size_t i = 0; i < index->room; i++)
        if (index->slots[i].key)
            take_chain(ret, index->slots[i].value, wanted);
    if (ret->n)
        qsort(ret->v, ret->n, sizeof(*ret->v), compare);
}

/* ---- showing ------------------------------------------------------------ */

static void show(struct session *session, const struct clashes *clashes)
{
    for (size_t i = 0; i < clashes->n; i++) {
        const struct clash *clash = &clashes->v[i];
        AUTO(free) char *names = strv_join(&clash->names, ", ");
        AUTO(free) char *shown = table_escape(names, NULL);
        AUTO(free) char *value = table_escape(clash->claim->value, NULL);

        fprintf(session->out, "%s: %s '%s': %s\n", shown, clash->claim->what,
                value, claim_danger(clash->claim));
    }
}

static void show_json(struct session *session, const struct clashes *clashes)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < clashes->n; i++) {
        const struct clash *clash = &clashes->v[i];
        struct json_object *object = json_object_new_object();

        json_put_list(object, "domains", &clash->names);
        json_put_text(object, "what", clash->claim->what);
        json_put_text(object, "value", clash->claim->value);
        json_put_text(object, "danger", claim_danger(clash->claim));
        json_object_array_add(array, object);
    }
    json_print(session, array);
}

/* ---- the command -------------------------------------------------------- */

static int names_of(virConnectPtr vir, const struct strv *words,
                    struct strv *ret, struct err *err)
{
    for (size_t i = 0; i < words->n; i++) {
        AUTO(domain_free)
        virDomainPtr domain = domain_find(vir, words->v[i], err);

        if (!domain)
            return -1;
        strv_add(ret, virDomainGetName(domain));
    }
    return 0;
}

static int audit_claims(struct session *session, const struct audit_args *args,
                        struct err *err)
{
    AUTO(strv_done) struct strv wanted = { 0 };
    AUTO(clashes_done) struct clashes clashes = { 0 };
    AUTO(inventory_free) struct inventory *inventory = NULL;
    virConnectPtr vir = session_connect(session, err);

    if (!vir || names_of(vir, &args->domain, &wanted, err))
        return -1;
    inventory = inventory_read(vir, err);
    if (!inventory)
        return -1;
    find(inventory, &wanted, &clashes);
    if (session->json)
        show_json(session, &clashes);
    else
        show(session, &clashes);
    return clashes.n ? err_fail(err, "%zu clash%s found", clashes.n,
                                clashes.n == 1 ? "" : "es")
                     : 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    const struct audit_args *args = words;
    struct audit_guest how = {
        .words = &args->domain,
        .key_files = &args->guest_key,
    };

    if (args->guest)
        return audit_guest(session, &how, err);
    if (args->guest_key.n)
        return err_usage(err, "--guest-key opens nothing without --guest");
    return audit_claims(session, args, err);
}

const struct command cmd_audit = {
    .name = "audit",
    .group = "domain",
    .help = "find what domains must not have in common",
    .desc = "Compare all domains, running or not: addresses, ports, sockets, "
            "files, disks and host devices that two of them claim. It finds "
            "clones that were made by other programs and were not finished. "
            "The exit status is 1 when there are any.\n"
            "With --guest their disks are read by libguestfs, and nothing is "
            "written: host names, machine-ids, SSH host keys, DHCP client "
            "ids, static addresses and cloud-init instances; UUIDs of file "
            "systems, LUKS and LVM are told, too, but are no clash. A domain "
            "that runs is left out, because its disks change while they are "
            "read, and so is one that is started meanwhile.",
    .example = "audit\naudit web01\naudit --guest\naudit --guest base web01",
    .fields = fields,
    .size = sizeof(struct audit_args),
    .flags = COMMAND_READS | COMMAND_CONNECTS | COMMAND_JSON,
    .run = run,
};
