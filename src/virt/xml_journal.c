/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/xml_journal.h"
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <string.h>

void xml_sign(struct xml *xml, const char *who)
{
    mem_set(&xml->who, mem_dup(who));
    mem_set(&xml->at, NULL);
}

void xml_sign_at(struct xml *xml, const char *at)
{
    mem_set(&xml->at, mem_dup(at));
}

size_t xml_edits(const struct xml *xml, const struct xml_edit **ret)
{
    *ret = xml->edits;
    return xml->n_edits;
}

void xml_journal_done(struct xml *xml)
{
    for (size_t i = 0; i < xml->n_edits; i++) {
        struct xml_edit *edit = &xml->edits[i];

        free(edit->attribute);
        free(edit->path);
        free(edit->old);
        free(edit->new);
        free(edit->who);
        free(edit->at);
    }
    free(xml->edits);
    free(xml->who);
    free(xml->at);
}

static struct xml_edit *add(struct xml *xml, const char *does)
{
    struct xml_edit *edit;

    xml->edits = mem_more(xml->edits, xml->n_edits, sizeof(*xml->edits));
    edit = &xml->edits[xml->n_edits++];
    edit->does = does;
    edit->who = mem_dup(xml->who);
    edit->at = mem_dup(xml->at);
    return edit;
}

void xml_note(struct xml *xml, const char *what, const char *old,
              const char *new)
{
    struct xml_edit *edit;

    if (!xml->who || str_eq(old, new))
        return;
    edit = add(xml, new ? "set" : "remove");
    edit->path = mem_dup(what);
    edit->old = mem_dup(old);
    edit->new = mem_dup(new);
}

static bool is_recorded(const struct xml_node *node)
{
    return xml_of(node)->who && xml_attached(node);
}

void xml_record_attribute(const struct xml_node *node, const char *name,
                          const char *old, const char *new)
{
    AUTO(free) char *where = NULL;
    struct xml_edit *edit;

    if (!is_recorded(node) || str_eq(old, new))
        return;
    where = xml_where(node);
    edit = add(xml_of(node), !new ? "remove" : old ? "set" : "create");
    edit->node = node;
    edit->attribute = mem_dup(name);
    edit->path = mem_fmt("%s/@%s", where, name);
    edit->old = mem_dup(old);
    edit->new = mem_dup(new);
}

void xml_record_text(const struct xml_node *node, const char *old,
                     const char *new)
{
    struct xml_edit *edit;

    if (!is_recorded(node) || str_eq(old, new))
        return;
    edit = add(xml_of(node), "set");
    edit->node = node;
    edit->path = xml_where(node);
    edit->old = mem_dup(old);
    edit->new = mem_dup(new);
}

void xml_record_element(const struct xml_node *node, bool added)
{
    struct xml_edit *edit;

    if (!is_recorded(node))
        return;
    edit = add(xml_of(node), added ? "add" : "remove");
    edit->node = node;
    edit->path = xml_where(node);
    *(added ? &edit->new : &edit->old) = xml_node_dump(node);
}

const struct xml_edit *xml_blame(const struct xml_node *node,
                                 const char *attribute)
{
    const struct xml *xml = xml_of(node);

    for (; node; node = xml_parent(node)) {
        for (size_t i = xml->n_edits; i-- > 0;) {
            const struct xml_edit *edit = &xml->edits[i];

            if (edit->node == node && (str_eq(edit->attribute, attribute) ||
                                       !strcmp(edit->does, "add")))
                return edit;
        }
        attribute = "\t"; /* of those above only that they were added counts */
    }
    return NULL;
}
