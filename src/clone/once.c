/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/once.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/xml_journal.h"
#include "virt/xml_walk.h"

#include <string.h>

enum { KEYS = 4 };

/* The companions of a USB controller share its index; a console may be the
 * first serial port once more. */
static const struct row {
    const char *xpath;
    const char *keys[KEYS]; /* attributes that are unique together */
    const char *missing;    /* what one that is not there means; NULL: that
                               libvirt chooses */
} rows[] = {
    { "devices/disk/target", { "dev" }, NULL },
    { "devices/controller[@type != 'usb']", { "type", "index" }, NULL },
    { "devices/*[not(self::console)]/alias[starts-with(@name, 'ua-')]",
      { "name" },
      NULL },
    { "devices/*/address[@type = 'pci']",
      { "domain", "bus", "slot", "function" },
      "0" },
};

/* "0x05" is 5. */
static void add_value(struct buf *key, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 0);

    if (*value && !*end)
        buf_fmt(key, "%s%lu", key->n ? ":" : "", number);
    else
        buf_fmt(key, "%s%s", key->n ? ":" : "", value);
}

/* The values of the keys as one; NULL: libvirt chooses, as it does at a PCI
 * address of nothing but zeroes, where no device can be. To be freed. */
static char *key_of(const struct row *row, const struct xml_node *node)
{
    AUTO(buf_done) struct buf key = { 0 };

    for (size_t i = 0; i < KEYS && row->keys[i]; i++) {
        AUTO(free) char *value = xml_attribute(node, row->keys[i]);

        if (!value && !row->missing)
            return NULL;
        add_value(&key, value ? value : row->missing);
    }
    return str_eq(key.text, "0:0:0:0") ? NULL : buf_take(&key);
}

static const struct xml_edit *author(const struct row *row,
                                     const struct xml_node *node)
{
    const struct xml_edit *edit = NULL;

    for (size_t i = 0; i < KEYS && row->keys[i] && !edit; i++)
        edit = xml_blame(node, row->keys[i]);
    return edit;
}

static int refuse(const struct xml_node *first, const struct xml_node *second,
                  const struct xml_edit *edit, struct err *err)
{
    AUTO(free) char *one = xml_where(first);
    AUTO(free) char *other = xml_where(second);

    return err_fail(err,
                    "the clone's XML is not valid: %s and %s are the same "
                    "(hook '%s'%s%s)",
                    one, other, edit->who, edit->at ? ", " : "",
                    edit->at ? edit->at : "");
}

static int check_row(const struct row *row, const struct xml *xml,
                     struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes = xml_all(xml_root(xml), row->xpath);
    AUTO(strv_done) struct strv keys = { 0 };

    for (size_t i = 0; i < nodes.n; i++) {
        char *key = key_of(row, nodes.v[i]);

        strv_take(&keys, key ? key : mem_dup(""));
        for (size_t k = 0; key && k < i; k++) {
            const struct xml_edit *edit = author(row, nodes.v[i]);

            if (strcmp(keys.v[k], key) != 0)
                continue;
            edit = edit ? edit : author(row, nodes.v[k]);
            if (edit)
                return refuse(nodes.v[k], nodes.v[i], edit, err);
        }
    }
    return 0;
}

int once_check(const struct clone *clone, struct err *err)
{
    const struct xml_edit *edits;

    if (!clone->scripted || !xml_edits(clone->xml, &edits))
        return 0;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (check_row(&rows[i], clone->xml, err))
            return -1;
    return 0;
}
