/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/list_tree.h"
#include "base/mem.h"
#include "clone/lineage.h"
#include "shell/session.h"
#include "shell/table.h"
#include "virt/domains.h"

#include <string.h>

struct node {
    const char *name;
    char uuid[VIR_UUID_STRING_BUFLEN];
    struct lineage lineage;
    bool shown; /* a lineage that goes in a circle is cut */
};

struct tree {
    struct node *v;
    size_t n;
    FILE *out;
};

static bool is_child(const struct node *node, const struct node *parent)
{
    return node->lineage.uuid && !strcmp(node->lineage.uuid, parent->uuid);
}

static struct node *next_child(struct tree *tree, const struct node *parent,
                               size_t from)
{
    for (size_t i = from; i < tree->n; i++)
        if (is_child(&tree->v[i], parent) && !tree->v[i].shown)
            return &tree->v[i];
    return NULL;
}

static bool backs_linked(const struct tree *tree, const struct node *parent)
{
    for (size_t i = 0; i < tree->n; i++)
        if (is_child(&tree->v[i], parent) && tree->v[i].lineage.backing.n)
            return true;
    return false;
}

/* An image that is no domain's is to be seen somewhere. */
static void print_linked(const struct tree *tree, const struct node *node)
{
    AUTO(free) char *list = strv_join(&node->lineage.between, ", ");
    AUTO(free) char *images = table_escape(list, NULL);

    if (node->lineage.backing.n)
        fprintf(tree->out, " (linked%s%s)", *images ? " on " : "", images);
}

static void print_name(struct tree *tree, struct node *node)
{
    AUTO(free) char *name = table_escape(node->name, NULL);

    fputs(name, tree->out);
    print_linked(tree, node);
    if (backs_linked(tree, node))
        fputs(" (backs linked clones)", tree->out);
    fputc('\n', tree->out);
    node->shown = true;
}

/* As virsh draws trees: "  |" above the first child, "  +- " before each. */
static void print_below(struct tree *tree, const struct node *parent,
                        const char *indent)
{
    struct node *child = next_child(tree, parent, 0);

    if (child)
        fprintf(tree->out, "%s  |\n", indent);
    while (child) {
        size_t at = (size_t)(child - tree->v) + 1;
        struct node *next = next_child(tree, parent, at);
        AUTO(free) char *deeper =
            mem_fmt("%s  %c ", indent, next ? '|' : ' ');

        fprintf(tree->out, "%s  +- ", indent);
        print_name(tree, child);
        print_below(tree, child, deeper);
        child = next_child(tree, parent, at);
    }
}

static bool has_parent(const struct tree *tree, const struct node *node)
{
    for (size_t i = 0; i < tree->n; i++)
        if (is_child(node, &tree->v[i]) && &tree->v[i] != node)
            return true;
    return false;
}

static void print_roots(struct tree *tree, bool all)
{
    for (size_t i = 0; i < tree->n; i++) {
        struct node *node = &tree->v[i];

        if (node->shown || (!all && has_parent(tree, node)))
            continue;
        print_name(tree, node);
        print_below(tree, node, "");
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct node *)a)->name,
                  ((const struct node *)b)->name);
}

static int read_nodes(struct tree *tree, const struct domains *domains,
                      struct err *err)
{
    for (size_t i = 0; i < domains->n; i++) {
        struct node *node = &tree->v[tree->n++];

        node->name = virDomainGetName(domains->v[i]);
        virDomainGetUUIDString(domains->v[i], node->uuid);
        if (lineage_read(domains->v[i], &node->lineage, err))
            return -1;
    }
    qsort(tree->v, tree->n, sizeof(*tree->v), by_name);
    return 0;
}

int list_tree_print(struct session *session, const struct domains *domains,
                    struct err *err)
{
    struct tree tree = { .out = session->out };
    int rc;

    tree.v = mem_new(domains->n, sizeof(*tree.v));
    rc = read_nodes(&tree, domains, err);
    if (rc == 0) {
        print_roots(&tree, false);
        print_roots(&tree, true); /* what is left goes in circles */
    }
    for (size_t i = 0; i < tree.n; i++)
        lineage_done(&tree.v[i].lineage);
    free(tree.v);
    return rc;
}
