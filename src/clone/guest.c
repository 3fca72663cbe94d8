/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/name.h"
#include "guest/seal.h"
#include "guest/hostname.h"

#include <string.h>

const struct guest_method *const guest_methods[] = {
    &guest_method_seal,
    &guest_method_cloud_init,
    &guest_method_credentials,
    NULL,
};

void guest_done(struct clone_guest *guest)
{
    guest_fs_free(guest->own_fs ? guest->fs : NULL);
    free(guest->identity);
    free(guest->hostname);
    guest_layout_done(&guest->layout);
    free(guest->user_data);
    free(guest->network_config);
    strv_done(&guest->seal);
    strv_done(&guest->steps);
    strv_done(&guest->kept);
}

/* ---- choosing ----------------------------------------------------------- */

static const struct guest_method *find(const char *name)
{
    for (size_t i = 0; guest_methods[i]; i++)
        if (!strcmp(guest_methods[i]->name, name))
            return guest_methods[i];
    return NULL;
}

static int unknown(const char *word, struct err *err)
{
    AUTO(buf_done) struct buf list = { 0 };

    for (size_t i = 0; guest_methods[i]; i++)
        buf_fmt(&list, " %s", guest_methods[i]->name);
    return err_usage(err,
                     "'%s' is no way to give a clone an identity of its "
                     "own: none auto%s",
                     word, list.text);
}

/* The words of "a, b". */
static void words_of(const char *text, struct strv *ret)
{
    for (text += strspn(text, ", "); *text; text += strspn(text, ", ")) {
        size_t n = strcspn(text, ", ");

        strv_take(ret, mem_ndup(text, n));
        text += n;
    }
}

static bool is_single(const char *word)
{
    return !strcmp(word, "none") || !strcmp(word, "auto");
}

static int check_identity(const char *value, struct err *err)
{
    AUTO(strv_done) struct strv words = { 0 };

    words_of(value, &words);
    for (size_t i = 0; i < words.n; i++) {
        if (is_single(words.v[i]) && words.n > 1)
            return err_usage(err, "'%s' stands alone, not with others: '%s'",
                             words.v[i], value);
        if (!is_single(words.v[i]) && !find(words.v[i]))
            return unknown(words.v[i], err);
    }
    return words.n ? 0 : unknown(value, err);
}

static int set_seal(struct clone *clone, const char *value, struct err *err)
{
    AUTO(strv_done) struct strv words = { 0 };

    words_of(value, &words);
    for (size_t i = 0; i < words.n; i++) {
        if (seal_check(words.v[i], err))
            return -1;
        strv_add(&clone->guest.seal, words.v[i]);
    }
    return 0;
}

int guest_set(struct clone *clone, const char *key, const char *value,
              struct err *err)
{
    if (clone->phase > CLONE_PLACE)
        return err_fail(err, "c.%s cannot be changed in phase '%s' any more",
                        key, clone_phase_name(clone->phase));
    if (!strcmp(key, "seal"))
        return set_seal(clone, value, err);
    if (!strcmp(key, "user_data")) {
        mem_set(&clone->guest.user_data, mem_dup(value));
        return 0;
    }
    if (!strcmp(key, "network_config")) {
        mem_set(&clone->guest.network_config, mem_dup(value));
        return 0;
    }
    if (!strcmp(key, "hostname")) {
        if (hostname_check(value, err))
            return -1;
        mem_set(&clone->guest.hostname, mem_dup(value));
        return 0;
    }
    if (check_identity(value, err))
        return -1;
    mem_set(&clone->guest.identity, mem_dup(value));
    return 0;
}

const char *guest_identity(const struct clone *clone)
{
    if (clone->spec->identity)
        return clone->spec->identity;
    return clone->guest.identity ? clone->guest.identity : "none";
}

char *guest_hostname(const struct clone *clone)
{
    if (clone->spec->hostname)
        return mem_dup(clone->spec->hostname);
    if (clone->guest.hostname)
        return mem_dup(clone->guest.hostname);
    return hostname_of(clone->name);
}

char *guest_hostname_or(const struct clone *clone)
{
    char *chosen = guest_hostname(clone);

    return chosen ? chosen : mem_dup(name_host(clone->name).text);
}

bool guest_has(const struct clone *clone, const char *name)
{
    for (size_t i = 0; i < clone->guest.n_methods; i++)
        if (!strcmp(clone->guest.methods[i]->name, name))
            return true;
    return false;
}

void guest_macs(const struct clone *clone, struct strv *ret)
{
    AUTO(xml_nodes_done)
    struct xml_nodes old =
        xml_all(xml_root(clone->source.xml), "devices/interface");

    for (size_t i = 0; i < old.n; i++) {
        AUTO(free) char *mac = xml_get(old.v[i], "mac/@address");
        const char *new = mac ? map_find(clone, mac) : NULL;

        if (new)
            strv_add(ret, mac);
        if (new)
            strv_add(ret, new);
    }
}

/* ---- the way through ---------------------------------------------------- */

/* What the user said comes last, so that it wins. */
static int take_user(struct clone *clone, struct err *err)
{
    const struct clone_spec *spec = clone->spec;

    if (spec->identity && guest_set(clone, "identity", spec->identity, err))
        return err_wrap(err, "--identity");
    if (spec->hostname && guest_set(clone, "hostname", spec->hostname, err))
        return err_wrap(err, "--hostname");
    for (size_t i = 0; spec->seal && i < spec->seal->n; i++)
        if (guest_set(clone, "seal", spec->seal->v[i], err))
            return err_wrap(err, "--seal");
    return 0;
}

static int choose_hostname(struct clone *clone, struct err *err)
{
    char *hostname = guest_hostname(clone);

    if (!hostname)
        return err_fail(err,
                        "no host name can be made of '%s': --hostname "
                        "gives one",
                        clone->name);
    mem_set(&clone->guest.hostname, hostname);
    return 0;
}

/* In the order of the table, whatever the order of the words. */
static void choose(struct clone_guest *guest, const struct strv *words)
{
    for (size_t i = 0; guest_methods[i]; i++)
        if (strv_has(words, guest_methods[i]->name))
            guest->methods[guest->n_methods++] = guest_methods[i];
}

static int pick(struct clone *clone, struct err *err)
{
    AUTO(strv_done) struct strv words = { 0 };
    AUTO(free) char *found = NULL;
    const char *identity = guest_identity(clone);

    if (!strcmp(identity, "auto")) {
        found = guest_auto(clone, err);
        if (!found)
            return -1;
        identity = found;
    }
    words_of(identity, &words);
    choose(&clone->guest, &words);
    return 0;
}

/* A word for what is not asked for would be lost without a trace. */
static int refuse_lonely(const struct clone *clone, struct err *err)
{
    const struct clone_spec *spec = clone->spec;

    if (spec->hostname && !clone->guest.n_methods)
        return err_usage(err, "--hostname changes nothing without --identity");
    if (spec->seal && spec->seal->n && !guest_has(clone, "seal"))
        return err_usage(err, "--seal changes nothing without --identity "
                              "seal");
    if (spec->seal_once && !guest_has(clone, "seal"))
        return err_usage(err, "--seal-once changes nothing without --identity "
                              "seal");
    if ((spec->user_data || spec->network_config) &&
        !guest_has(clone, "cloud-init"))
        return err_usage(err,
                         "%s changes nothing without --identity "
                         "cloud-init",
                         spec->user_data ? "--user-data" : "--network-config");
    return 0;
}

/* A hook may choose for clones of all kinds. */
static void note_unused(struct clone *clone)
{
    const struct clone_guest *guest = &clone->guest;

    if (guest->hostname && !guest->n_methods)
        strv_add(&clone->notes,
                 "c.hostname of a hook changes nothing inside: the clone has "
                 "no identity of its own (c.identity, --identity)");
    if (guest_has(clone, "cloud-init"))
        return;
    if (guest->user_data)
        strv_add(&clone->notes, "c.user_data of a hook is not used: the "
                                "clone's identity is not of cloud-init");
    if (guest->network_config)
        strv_add(&clone->notes, "c.network_config of a hook is not used: the "
                                "clone's identity is not of cloud-init");
}

int guest_plan(struct clone *clone, struct err *err)
{
    struct clone_guest *guest = &clone->guest;

    if (take_user(clone, err) || pick(clone, err) || refuse_lonely(clone, err))
        return -1;
    note_unused(clone);
    if (guest->n_methods && choose_hostname(clone, err))
        return -1;
    for (size_t i = 0; i < guest->n_methods; i++)
        if (guest->methods[i]->plan(clone, err))
            return err_wrap(err, "--identity %s", guest->methods[i]->name);
    return 0;
}

int guest_make(struct clone *clone, struct err *err)
{
    const struct clone_guest *guest = &clone->guest;

    for (size_t i = 0; i < guest->n_methods; i++)
        if (guest->methods[i]->make && guest->methods[i]->make(clone, err))
            return err->code == ERR_INTERRUPTED
                       ? -1
                       : err_wrap(err, "%s", guest->methods[i]->name);
    return 0;
}

bool guest_edits(const struct clone *clone)
{
    for (size_t i = 0; i < clone->guest.n_methods; i++)
        if (clone->guest.methods[i]->edit)
            return true;
    return false;
}

int guest_edit(struct clone *clone, struct err *err)
{
    const struct clone_guest *guest = &clone->guest;
    struct guest_fs *fs = guest_edits(clone) ? guest_enter(clone, err) : NULL;

    if (!fs)
        return guest_edits(clone) ? -1 : 0;
    for (size_t i = 0; i < guest->n_methods; i++)
        if (guest->methods[i]->edit && guest->methods[i]->edit(clone, fs, err))
            return err->code == ERR_INTERRUPTED
                       ? -1
                       : err_wrap(err, "%s", guest->methods[i]->name);
    return 0;
}
