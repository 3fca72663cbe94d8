/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every element and attribute that libvirt's schema allows in a domain has a
 * row in the rule table; and every row is about something that exists. */
#include "base/dict.h"
#include "base/mem.h"
#include "clone/rules.h"
#include "virt/xml_walk.h"
#include "tap.h"

#define SCHEMAS "/usr/share/libvirt/schemas/"

struct grammar {
    struct xml *files[16];
    size_t n;
    struct dict defines; /* name -> struct xml_node * (the last one) */
    struct strv paths;   /* found so far */
    struct dict seen;    /* "path|define": walked already */
};

static char *read_file(const char *name)
{
    AUTO(free) char *path = mem_fmt(SCHEMAS "%s", name);
    AUTO(file_close) FILE *file = fopen(path, "re");
    AUTO(buf_done) struct buf text = { 0 };
    char block[4096];
    size_t n;

    while (file && (n = fread(block, 1, sizeof(block), file)) > 0)
        buf_addn(&text, block, n);
    return file ? buf_take(&text) : NULL;
}

/* A file and what it includes; domain.rng's own definitions win. */
static bool load(struct grammar *grammar, const char *name)
{
    AUTO(free) char *text = read_file(name);
    struct err err = ERR_INIT;
    struct xml *xml = text ? xml_parse(text, name, &err) : NULL;

    if (!xml || grammar->n == COUNT(grammar->files))
        return false;
    grammar->files[grammar->n++] = xml;
    for (struct xml_node *node = xml_child(xml_root(xml)); node;
         node = xml_next(node)) {
        AUTO(free) char *what =
            xml_attribute(node, !strcmp(xml_local(node), "include") ? "href"
                                                                    : "name");

        if (!strcmp(xml_local(node), "include") && !load(grammar, what))
            return false;
        if (!strcmp(xml_local(node), "define"))
            dict_put(&grammar->defines, what, node);
    }
    return true;
}

static void walk(struct grammar *grammar, struct xml_node *node,
                 const char *path);

static void walk_children(struct grammar *grammar,
                          const struct xml_node *node, const char *path)
{
    for (struct xml_node *child = xml_child(node); child;
         child = xml_next(child))
        walk(grammar, child, path);
}

static void walk_named(struct grammar *grammar, const struct xml_node *node,
                       const char *path, const char *name)
{
    bool attribute = !strcmp(xml_local(node), "attribute");
    AUTO(free) char *here = mem_fmt("%s%s%s%s", path, *path ? "/" : "",
                                    attribute ? "@" : "", name);

    strv_add(&grammar->paths, here);
    if (!attribute)
        walk_children(grammar, node, here);
}

static void walk_names(struct grammar *grammar, const struct xml_node *node,
                       const struct xml_node *names, const char *path)
{
    for (const struct xml_node *child = xml_child(names); child;
         child = xml_next(child)) {
        AUTO(free) char *text = xml_own_text(child);

        if (!strcmp(xml_local(child), "name"))
            walk_named(grammar, node, path, text);
        else if (!strcmp(xml_local(child), "choice"))
            walk_names(grammar, node, child, path);
        else if (strstr(xml_local(child), "Name"))
            walk_named(grammar, node, path, "any");
    }
}

/* A definition that was walked from this path needs no second walk, and one
 * that contains itself must not get one. */
static void walk_ref(struct grammar *grammar, const struct xml_node *node,
                     const char *path)
{
    AUTO(free) char *name = xml_attribute(node, "name");
    AUTO(free) char *key = mem_fmt("%s|%s", path, name);
    struct xml_node *define = dict_get(&grammar->defines, name);
    bool again = strstr(path, "backingStore/backingStore") ||
                 strstr(path, "any/any");

    if (!define || again || dict_get(&grammar->seen, key))
        return;
    dict_put(&grammar->seen, key, define);
    walk_children(grammar, define, path);
}

static void walk(struct grammar *grammar, struct xml_node *node,
                 const char *path)
{
    const char *what = xml_local(node);
    AUTO(free) char *name = xml_attribute(node, "name");

    if (!strcmp(what, "ref"))
        walk_ref(grammar, node, path);
    else if (strcmp(what, "element") && strcmp(what, "attribute"))
        walk_children(grammar, node, path);
    else if (name)
        walk_named(grammar, node, path, name);
    else
        walk_names(grammar, node, node, path);
}

/* Something below it has a row, and it is only what holds that. */
static bool holds(const char *path, const struct strv *paths)
{
    AUTO(free) char *below = mem_fmt("%s/", path);

    for (size_t i = 0; i < paths->n; i++)
        if (str_starts(paths->v[i], below) &&
            rule_of(paths->v[i] + strlen("domain/")))
            return true;
    return false;
}

static void test_paths(const struct grammar *grammar)
{
    AUTO(buf_done) struct buf missing = { 0 };
    const struct strv *paths = &grammar->paths;

    for (size_t i = 0; i < paths->n; i++) {
        const char *path = paths->v[i] + strlen("domain");

        path += *path == '/';
        if (*path && !rule_of(path) && !holds(paths->v[i], paths))
            buf_fmt(&missing, "%s\n", path);
    }
    is_str(missing.text ? missing.text : "", "",
           "every path of a domain has a row");
}

static void test_rule(const struct grammar *grammar, const struct rule *rule,
                      struct buf *idle)
{
    const struct strv *paths = &grammar->paths;

    for (size_t i = 0; i < paths->n; i++)
        if (str_starts(paths->v[i], "domain/") &&
            rule_fits(rule, paths->v[i] + strlen("domain/")))
            return;
    if (!rule->since)
        buf_fmt(idle, "%s\n", rule->where);
}

static void test_rules(const struct grammar *grammar)
{
    AUTO(buf_done) struct buf idle = { 0 };

    for (size_t i = 0; rule_tables[i]; i++)
        for (const struct rule *rule = rule_tables[i]; rule->where; rule++)
            test_rule(grammar, rule, &idle);
    is_str(idle.text ? idle.text : "", "",
           "every row is about a path of a domain");
}

/* xml_all() takes a faulty XPath for one that matches nothing. */
static void test_xpaths(void)
{
    struct err err = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse("<domain/>", "d", &err);
    AUTO(buf_done) struct buf faults = { 0 };

    for (size_t i = 0; rule_tables[i]; i++)
        for (const struct rule *rule = rule_tables[i]; rule->where; rule++) {
            AUTO(xml_result_done) struct xml_result result = { 0 };

            if (rule->xpath && xml_eval(xml_root(xml), XML_PATH(rule->xpath),
                                        &result, &err))
                buf_fmt(&faults, "%s: %s\n", rule->xpath, err.text);
            if (!rule->does || (rule->xpath && !rule->apply && !rule->note))
                buf_fmt(&faults, "%s: says or does nothing\n", rule->where);
        }
    is_str(faults.text ? faults.text : "", "", "the rows' XPaths are sound");
}

static void test_patterns(void)
{
    const struct rule rule = { .where = "a/b|c/@x d/** */e" };
    static const struct {
        const char *path;
        bool fits;
    } cases[] = {
        { "a/b/@x", true },  { "a/c/@x", true }, { "a/d/@x", false },
        { "a/b", false },    { "d", true },      { "d/x/@y", true },
        { "dd/x", false },   { "x/e", true },    { "e", false },
        { "x/y/e", false },  { "@x/e", false },
    };
    bool good = true;

    for (size_t i = 0; i < COUNT(cases); i++)
        good &= rule_fits(&rule, cases[i].path) == cases[i].fits;
    ok(good, "patterns fit what they say");
}

int main(void)
{
    struct grammar grammar = { .n = 0 };
    struct xml_node *domain;

    test_patterns();
    test_xpaths();
    if (!load(&grammar, "domain.rng")) {
        ok(true, "every path of a domain has a row # SKIP no schema");
        return done_testing();
    }
    domain = dict_get(&grammar.defines, "domain");
    walk_children(&grammar, domain, "");
    ok(grammar.paths.n > 2000, "the schema has thousands of paths");
    test_paths(&grammar);
    test_rules(&grammar);
    for (size_t i = 0; i < grammar.n; i++)
        xml_free(grammar.files[i]);
    dict_done(&grammar.defines);
    dict_done(&grammar.seen);
    strv_done(&grammar.paths);
    return done_testing();
}
