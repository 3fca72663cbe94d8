/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/audit_guest.h"
#include "base/mem.h"
#include "clone/twins.h"
#include "shell/json.h"
#include "shell/session.h"
#include "shell/table.h"
#include "virt/error.h"

/* ---- showing ------------------------------------------------------------ */

static void show(struct session *session, const struct twins *twins)
{
    for (size_t i = 0; i < twins->n_shares; i++) {
        const struct twins_share *share = &twins->shares[i];
        const struct trait_kind *kind = &trait_kinds[share->trait];
        AUTO(free) char *names = strv_join(&share->names, ", ");
        AUTO(free) char *shown = table_escape(names, NULL);
        AUTO(free) char *value = table_escape(share->value, NULL);

        fprintf(session->out, "%s: %s '%s': %s\n", shown, kind->what, value,
                kind->danger);
    }
}

static void tell(struct session *session, const struct twins *twins)
{
    for (size_t i = 0; i < twins->n; i++) {
        const struct twin *twin = &twins->v[i];

        if (twin->why)
            session_note(session, "note: '%s' was not looked into: %s",
                         twin->name, twin->why);
        else if (twin->traits.windows)
            session_note(session,
                         "note: '%s' has %s: its SID is not read, and a copy "
                         "has the same unless sysprep was run",
                         twin->name, twin->traits.product);
    }
}

static struct json_object *json_share(const struct twins_share *share)
{
    const struct trait_kind *kind = &trait_kinds[share->trait];
    struct json_object *object = json_object_new_object();

    json_put_list(object, "domains", &share->names);
    json_put_text(object, "what", kind->what);
    json_put_text(object, "value", share->value);
    json_put_text(object, "danger", kind->danger);
    json_put_flag(object, "identity", !kind->minor);
    return object;
}

static void show_json(struct session *session, const struct twins *twins)
{
    struct json_object *object = json_object_new_object();
    struct json_object *shared = json_object_new_array();
    struct json_object *skipped = json_object_new_array();

    for (size_t i = 0; i < twins->n_shares; i++)
        json_object_array_add(shared, json_share(&twins->shares[i]));
    for (size_t i = 0; i < twins->n; i++)
        if (twins->v[i].why) {
            struct json_object *skip = json_object_new_object();

            json_put_text(skip, "domain", twins->v[i].name);
            json_put_text(skip, "why", twins->v[i].why);
            json_object_array_add(skipped, skip);
        }
    json_object_object_add(object, "shared", shared);
    json_object_object_add(object, "skipped", skipped);
    json_print(session, object);
}

/* ---- which -------------------------------------------------------------- */

static int add(virConnectPtr vir, const char *word, struct domains *ret,
               struct err *err)
{
    virDomainPtr domain = domain_find(vir, word, err);

    if (!domain)
        return -1;
    for (size_t i = 0; i < ret->n; i++)
        if (str_eq(virDomainGetName(ret->v[i]), virDomainGetName(domain))) {
            virDomainFree(domain);
            return 0;
        }
    ret->v = mem_more(ret->v, ret->n, sizeof(*ret->v));
    ret->v[ret->n++] = domain;
    return 0;
}

static int find(virConnectPtr vir, const struct strv *words,
                struct domains *ret, struct err *err)
{
    if (words->n < 2) {
        if (domains_list(vir, 0, ret, err))
            return -1;
        domains_sort(ret);
        return 0;
    }
    for (size_t i = 0; i < words->n; i++)
        if (add(vir, words->v[i], ret, err))
            return -1;
    return 0;
}

static int finish(struct session *session, const struct twins *twins,
                  struct err *err)
{
    size_t n = twins_grave(twins);

    if (session->json)
        show_json(session, twins);
    else
        show(session, twins);
    return n ? err_fail(err, "%zu clash%s found inside", n, n == 1 ? "" : "es")
             : 0;
}

int audit_guest(struct session *session, const struct audit_guest *how,
                struct err *err)
{
    AUTO(domains_done) struct domains domains = { 0 };
    AUTO(twins_done) struct twins twins = { 0 };
    AUTO(domain_free) virDomainPtr one = NULL;
    virConnectPtr vir = session_connect(session, err);
    struct twins_spec spec = {
        .domains = &domains,
        .all = how->words->n > 1,
        .key_files = how->key_files,
        .stop = &session->interrupted,
    };

    if (!vir)
        return -1;
    if (how->words->n == 1) {
        one = domain_find(vir, how->words->v[0], err);
        if (!one)
            return -1;
        spec.wanted = virDomainGetName(one);
    }
    if (find(vir, how->words, &domains, err) || twins_read(&spec, &twins, err))
        return -1;
    tell(session, &twins);
    return finish(session, &twins, err);
}
