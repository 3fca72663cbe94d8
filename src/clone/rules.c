/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/rules.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/xml_walk.h"

#include <string.h>
#include <sys/random.h>

const struct rule *const rule_tables[] = {
    rules_general, rules_os,      rules_network, rules_char,
    rules_devices, rules_plain,   NULL,
};

struct uuid uuid_random(void)
{
    struct uuid uuid;
    unsigned char b[16];

    while (getrandom(b, sizeof(b), 0) != sizeof(b))
        continue;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* version 4 */
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* RFC 4122 */
    snprintf(uuid.text, sizeof(uuid.text),
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
             "%02x%02x%02x%02x%02x%02x",
             b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
             b[10], b[11], b[12], b[13], b[14], b[15]);
    return uuid;
}

const char *rule_class_word(enum rule_class class)
{
    static const char *const words[] = {
        [RULE_PLAIN] = "-",          [RULE_UNIQUE] = "unique",
        [RULE_FILE] = "file",        [RULE_EXCLUSIVE] = "exclusive",
        [RULE_GUEST] = "guest sees", [RULE_TEXT] = "text",
    };

    return words[class];
}

/* ---- patterns ----------------------------------------------------------- */

/* Whether the name (n bytes) is one of "a|b|*" (up to a slash or blank). */
static bool step_fits(const char *step, const char *name, size_t n)
{
    for (;;) {
        size_t m = strcspn(step, "|/ ");

        if ((m == n && !strncmp(step, name, n)) ||
            (m == 1 && *step == '*' && *name != '@'))
            return true;
        if (step[m] != '|')
            return false;
        step += m + 1;
    }
}

static bool pattern_fits(const char *pattern, const char *path)
{
    for (;;) {
        size_t step = strcspn(pattern, "/ "), n = strcspn(path, "/");

        if (!strncmp(pattern, "**", 2))
            return true;
        if (!step_fits(pattern, path, n))
            return false;
        pattern += step;
        path += n;
        if (!*path)
            return *pattern != '/' || !strncmp(pattern, "/**", 3);
        if (*pattern != '/')
            return false;
        pattern++;
        path++;
    }
}

bool rule_fits(const struct rule *rule, const char *path)
{
    for (const char *p = rule->where; *p; p += strspn(p, " ")) {
        if (pattern_fits(p, path))
            return true;
        p += strcspn(p, " ");
    }
    return false;
}

const struct rule *rule_of(const char *path)
{
    for (size_t i = 0; rule_tables[i]; i++)
        for (const struct rule *rule = rule_tables[i]; rule->where; rule++)
            if (rule_fits(rule, path))
                return rule;
    return NULL;
}

/* ---- the interpreter ---------------------------------------------------- */

static char *where_of(const struct rule_match *match)
{
    AUTO(free) char *path = xml_where(match->node);

    return match->rule->key ? mem_fmt("%s/@%s", path, match->rule->key)
                            : TAKE(path);
}

static int apply_to(struct rule_match *match, struct err *err)
{
    const struct rule *rule = match->rule;

    match->old = rule->key ? xml_attribute(match->node, rule->key)
                           : xml_own_text(match->node);
    if (rule->key && !match->old)
        return 0;
    if (rule->note)
        finding_add(match->clone, rule->kind, where_of(match), "%s",
                    rule->note);
    return rule->apply ? rule->apply(match, err) : 0;
}

static int apply_rule(struct clone *clone, const struct rule *rule,
                      struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes = xml_all(xml_root(clone->xml), rule->xpath);

    for (size_t i = 0; i < nodes.n; i++) {
        struct rule_match match = { clone, rule, nodes.v[i], NULL };
        int rc = apply_to(&match, err);

        free(match.old);
        if (rc)
            return -1;
    }
    return 0;
}

static enum rules_part part_of(const struct rule *rule)
{
    if (str_starts(rule->where, "devices/graphics"))
        return RULES_GRAPHICS;
    return rule->class == RULE_FILE || str_eq(rule->key, "path") ? RULES_PATHS
                                                                 : RULES_REST;
}

int rules_apply_part(struct clone *clone, enum rules_part part,
                     struct err *err)
{
    for (size_t i = 0; rule_tables[i]; i++)
        for (const struct rule *rule = rule_tables[i]; rule->where; rule++)
            if (rule->xpath && part_of(rule) == part &&
                apply_rule(clone, rule, err))
                return -1;
    return 0;
}

int rules_apply(struct clone *clone, struct err *err)
{
    for (enum rules_part part = 0; part < RULES_PARTS; part++)
        if (rules_apply_part(clone, part, err))
            return -1;
    return 0;
}
