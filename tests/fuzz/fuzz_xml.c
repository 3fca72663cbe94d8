/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Domain XML from strangers: what is read of it ends, and what the identity
 * rules make of it is XML again. Run by `make check` as it is: some thousand
 * documents that are made from a seed and the rules' own patterns. `make fuzz`
 * has libFuzzer make them.
 */
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/identity.h"
#include "clone/rules.h"
#include "../unit/tap.h"
#include "virt/claims.h"
#include "virt/error.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A clone "web" of "base": nothing is asked of libvirt. */
struct world {
    struct clone_shared shared;
    struct clone_spec spec;
    struct clone clone;
};

static void world_begin(struct world *world, struct xml *xml)
{
    *world = (struct world){ .clone = { .xml = xml } };
    world->shared.inventory = mem_new(1, sizeof(struct inventory));
    world->spec.shared = &world->shared;
    world->clone.spec = &world->spec;
    world->clone.source.name = mem_dup("base");
    world->clone.name = mem_dup("web");
    strcpy(world->clone.uuid, "00000000-0000-4000-8000-000000000001");
}

static void world_end(struct world *world)
{
    xml_free(world->clone.xml);
    free(world->clone.source.name);
    free(world->clone.name);
    map_done(&world->clone.map);
    findings_done(&world->clone.findings);
    inventory_free(world->shared.inventory);
}

/* A document that is well-formed says why it is refused, or stays so. */
static bool change(struct world *world)
{
    struct err err = ERR_INIT;
    AUTO(free) char *text = NULL;
    AUTO(xml_free) struct xml *again = NULL;

    if (identity_apply_macs(&world->clone, &err) ||
        rules_apply(&world->clone, &err))
        return *err.text != '\0';
    text = xml_text(world->clone.xml);
    again = xml_parse(text, "clone", &err);
    if (!again)
        fprintf(stderr, "%s\n%s", err.text, text);
    return again != NULL;
}

/* Read from the text, they are the same. */
static bool same_claims(const char *text, const struct claims *claims)
{
    AUTO(claims_done) struct claims again = { 0 };
    struct err err = ERR_INIT;
    bool same = claims_parse(text, "base", &again, &err) == 0 &&
                again.n == claims->n;

    for (size_t i = 0; same && i < claims->n; i++)
        same = again.v[i].space == claims->v[i].space &&
               again.v[i].shared == claims->v[i].shared &&
               str_eq(again.v[i].value, claims->v[i].value) &&
               str_eq(again.v[i].host, claims->v[i].host);
    return same;
}

static bool compare(const struct xml *xml, const char *text)
{
    AUTO(claims_done) struct claims claims = { 0 };
    bool sane = true;

    claims_read(xml, &claims);
    for (size_t i = 0; i < claims.n && i < 64; i++)
        sane &= claims.v[i].what && claims.v[i].value &&
                claim_danger(&claims.v[i]) &&
                claims_clash(&claims.v[i], &claims.v[0]) ==
                    claims_clash(&claims.v[0], &claims.v[i]);
    return sane && same_claims(text, &claims);
}

/* ret_read: it was XML. */
static bool try(const char *text, bool *ret_read)
{
    struct err err = ERR_INIT;
    struct xml *xml = xml_parse(text, "base", &err);
    struct world world;
    bool sane;

    *ret_read = xml != NULL;
    if (!xml)
        return *err.text != '\0';
    sane = compare(xml, text);
    world_begin(&world, xml);
    sane &= change(&world);
    world_end(&world);
    return sane;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    AUTO(free) char *text = mem_ndup((const char *)bytes, n);
    bool read;

    virt_errors_quiet();
    if (!try(text, &read))
        abort();
    return 0;
}

#ifndef LIBFUZZER

enum { ROUNDS = 3000, DEEPEST = 16 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

#define PICK(list, seed) (list)[next(seed) % COUNT(list)]

static const char *value(uint32_t *seed)
{
    static const char *const values[] = {
        "",
        "base",
        "/x/base.log",
        "../../base",
        "/",
        "//",
        "base/../base",
        "0",
        "-1",
        "5900",
        "65535",
        "65536",
        "99999999999999999999",
        "0x10",
        "52:54:00:00:00:01",
        "52:54:00",
        "00000000-0000-4000-8000-000000000001",
        "&lt;&#9;&#10;&quot;",
        "%s%n",
        "\xc3\xa9\xe2\x82\xac",
        "@base",
        " ",
        "127.0.0.1",
        "::",
        "yes",
        "qemu:///x?y=z,a",
        "tcp",
        "[base]",
    };

    return PICK(values, seed);
}

/* As devices of all kinds have them, so that rules with conditions match. */
static void add_attributes(struct buf *text, const char *own, uint32_t *seed)
{
    static const char *const types[] = { "file",   "unix",  "tcp",    "udp",
                                         "pty",    "dev",   "vnc",    "spice",
                                         "volume", "block", "bridge", "user",
                                         "dir" };
    static const char *const modes[] = { "bind", "connect", "subsystem" };

    if (own)
        buf_fmt(text, " %s=\"%s\"", own, value(seed));
    if (next(seed) % 2 && !str_eq(own, "type"))
        buf_fmt(text, " type=\"%s\"", PICK(types, seed));
    if (next(seed) % 4 == 0 && !str_eq(own, "mode"))
        buf_fmt(text, " mode=\"%s\"", PICK(modes, seed));
}

/* A step's name: one of "a|b"; any where it is "*". */
static char *name_of(const char *step, size_t n, uint32_t *seed)
{
    const char *end = step + n;
    const char *bar;

    while ((bar = memchr(step, '|', (size_t)(end - step))) && next(seed) % 2)
        step = bar + 1;
    if (bar)
        end = bar;
    return *step == '*' ? mem_dup("any") : mem_ndup(step, (size_t)(end - step));
}

/* An element for each step of a pattern "devices/serial/@path". */
static void add_pattern(struct buf *text, const char *where, uint32_t *seed)
{
    char *open[DEEPEST];
    size_t n = 0;

    for (size_t len; n < DEEPEST && (len = strcspn(where, "/ ")); n++) {
        bool more = where[len] == '/';
        bool last = !more || where[len + 1] == '@';
        AUTO(free) char *key = NULL;

        if (*where == '@')
            break;
        open[n] = name_of(where, len, seed);
        if (more && last)
            key =
                name_of(where + len + 2, strcspn(where + len + 2, "/ "), seed);
        buf_fmt(text, "<%s", open[n]);
        add_attributes(text, key, seed);
        buf_fmt(text, ">%s", last ? value(seed) : "");
        where += len + more;
    }
    while (n > 0) {
        buf_fmt(text, "</%s>", open[--n]);
        free(open[n]);
    }
}

static const struct rule *any_rule(uint32_t *seed)
{
    const struct rule *table = rule_tables[next(seed) % 6];
    size_t n = 0;

    while (table[n].where)
        n++;
    return &table[next(seed) % n];
}

static char *make_document(uint32_t *seed)
{
    AUTO(buf_done) struct buf text = { 0 };

    buf_add(&text, "<domain type=\"qemu\"><name>base</name>");
    for (uint32_t i = next(seed) % 24; i > 0; i--)
        add_pattern(&text, any_rule(seed)->where, seed);
    buf_add(&text, "</domain>");
    return buf_take(&text);
}

/* Once in a while it is spoilt. */
static char *spoil(char *text, uint32_t *seed)
{
    if (next(seed) % 4 == 0)
        text[next(seed) % strlen(text)] = "<>&\"'/\x01\xff"[next(seed) % 8];
    return text;
}

int main(void)
{
    uint32_t seed = 1;
    size_t strange = 0, n_read = 0;

    virt_errors_quiet();
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(free) char *text = spoil(make_document(&seed), &seed);
        bool read;

        if (!try(text, &read)) {
            tap_note("strange", text);
            strange++;
        }
        n_read += read;
    }
    is_int((int64_t)strange, 0,
           "thousands of strange domains are cloned to XML, or refused");
    ok(n_read > ROUNDS / 2, "most of them were XML");
    return done_testing();
}

#endif
