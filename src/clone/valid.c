/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/valid.h"
#include "base/mem.h"
#include "clone/mac.h"
#include "virt/conn.h"
#include "virt/schema.h"
#include "virt/xml_journal.h"
#include "virt/xml_walk.h"

#include <string.h>

/* ---- plain values: at least as strict as the schema's own types ---------- */

static bool is_line(const char *text)
{
    return *text && !strpbrk(text, "\r\n");
}

static bool is_path(const char *text)
{
    return text[0] == '/' && is_line(text + 1);
}

static bool is_mac(const char *text)
{
    struct err ignored = ERR_INIT;
    struct mac mac;

    return !strchr(text, '-') && mac_parse(text, &mac, &ignored) == 0;
}

static bool is_format(const char *text)
{
    return !strcmp(text, "raw") || !strcmp(text, "qcow2");
}

static bool is_any(const char *text)
{
    (void)text;
    return true;
}

/* What may be set there, be it by us or by a hook. What can come and go stands
 * straight below <domain>, where the order is free. */
static const struct plain {
    const char *path; /* as in an edit; '*' is "[2]" or nothing */
    bool (*is)(const char *text);
    enum { STAYS, GOES, ALL } may; /* ALL: go, with all that is in it */
} plains[] = {
    { "name", is_line, STAYS },
    { "uuid", str_is_uuid, STAYS },
    { "genid", str_is_uuid, STAYS },
    { "title", is_line, GOES },
    { "description", is_any, GOES },
    { "os/nvram", is_path, STAYS },
    { "devices/interface*/mac/@address", is_mac, STAYS },
    { "devices/disk*/source/@file", is_path, STAYS },
    { "devices/disk*/driver/@type", is_format, STAYS },
    { "metadata", is_any, ALL },
};

/* What is left of path after that of the row; NULL: it is another one. */
static const char *rest_of(const char *path, const char *row)
{
    for (; *row; row++) {
        if (*row == '*')
            path += *path == '[' ? strcspn(path, "]") + 1 : 0;
        else if (*path++ != *row)
            return NULL;
    }
    return path;
}

static const struct plain *plain_of(const char *path)
{
    for (size_t i = 0; i < COUNT(plains); i++) {
        const char *rest = rest_of(path, plains[i].path);

        if (rest && (!*rest || (plains[i].may == ALL && *rest == '/' &&
                                rest[1] != '@')))
            return &plains[i];
    }
    return NULL;
}

/* Nothing stands in it but a text, or in <metadata> all but that: what is put
 * in is one edit, whatever comes with it. */
static bool is_bare(const struct xml_node *node, bool metadata)
{
    AUTO(strv_done) struct strv attributes = { 0 };
    AUTO(free) char *own = metadata ? xml_own_text(node) : NULL;

    xml_attributes(node, &attributes);
    return !attributes.n && !xml_namespace(node) && (!own || !*own) &&
           (metadata || !xml_child(node));
}

/* By what stands there in the end, for an edit may be half of a change. */
static bool is_plain(const struct xml_edit *edit)
{
    const struct plain *plain = plain_of(edit->path);
    bool goes = !strcmp(edit->does, "remove");
    AUTO(free) char *now = NULL;

    if (!edit->node)
        return true; /* a note, of something else than the XML */
    if (!plain || (plain->may == STAYS && strcmp(edit->does, "set") != 0))
        return false;
    if (!goes && !strchr(edit->path, '/') &&
        !is_bare(edit->node, plain->may == ALL))
        return false;
    now = edit->attribute ? xml_attribute(edit->node, edit->attribute)
                          : xml_node_text(edit->node);
    return goes || (now && plain->is(now));
}

bool valid_is_plain(const struct xml *xml)
{
    const struct xml_edit *edits;
    size_t n = xml_edits(xml, &edits);

    for (size_t i = 0; i < n; i++)
        if (!is_plain(&edits[i]))
            return false;
    return true;
}

/* ---- the schema ---------------------------------------------------------- */

/* The definition's own check would load it anew for each clone. But another
 * machine may have another libvirt: then that one has the word. */
static int check_schema(struct clone *clone, struct err *err)
{
    struct err ignored = ERR_INIT;

    if (!conn_is_here(clone->vir) || !schema_exists())
        return 0;
    clone->valid = true;
    if (schema_check(clone->spec->schema, clone->xml, err) == 0)
        return 0;
    /* A file by hand may be what libvirt takes and the schema does not. */
    if (clone->spec->original_xml &&
        schema_check(clone->spec->schema, clone->source.xml, &ignored))
        return 0;
    return err_wrap(err, "the clone's XML is not valid");
}

int valid_check(struct clone *clone, struct err *err)
{
    clone->valid = !clone->spec->original_xml && valid_is_plain(clone->xml);
    return clone->valid ? 0 : check_schema(clone, err);
}
