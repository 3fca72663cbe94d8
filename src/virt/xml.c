/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/xml.h"
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <string.h>

char *xml_take_chars(xmlChar *text)
{
    char *copy = mem_dup((const char *)text);

    xmlFree(text);
    return copy;
}

static int parse_error(xmlParserCtxtPtr parser, const char *name,
                       struct err *err)
{
    xmlErrorPtr last = xmlCtxtGetLastError(parser);
    const char *text = last && last->message ? last->message : "unknown error";
    int n = (int)strcspn(text, "\n");

    return err_fail(err, "%s:%d: %.*s", name, last ? last->line : 0, n, text);
}

static struct xml *wrap(xmlDocPtr doc)
{
    struct xml *xml = mem_new(1, sizeof(*xml));

    xml->doc = doc;
    doc->_private = xml;
    return xml;
}

static void ignore(void *data, xmlErrorPtr e)
{
    (void)data;
    (void)e;
}

/* What is wrong with an encoding libxml2 tells no parser, and so prints. */
static xmlDocPtr read_quietly(xmlParserCtxtPtr parser, const char *text,
                              const char *name, int options)
{
    xmlStructuredErrorFunc before = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlDocPtr doc;

    options |= XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlSetStructuredErrorFunc(NULL, ignore);
    doc =
        xmlCtxtReadMemory(parser, text, (int)strlen(text), name, NULL, options);
    xmlSetStructuredErrorFunc(context, before);
    return doc;
}

/* A document with a DTD could hold entities that grow without end; domain XML
 * never has one. Takes the parser over. */
static xmlDocPtr parse_doc(xmlParserCtxtPtr parser, const char *text,
                           const char *name, struct err *err)
{
    bool part = parser->_private != NULL;
    xmlDocPtr doc =
        read_quietly(parser, text, name, part ? XML_PARSE_NOBLANKS : 0);

    if (!doc)
        parse_error(parser, name, err);
    xmlFreeParserCtxt(parser);
    if (doc && doc->intSubset) {
        err_fail(err, "%s: a document type declaration is not taken", name);
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

static struct xml *parse(xmlParserCtxtPtr parser, const char *text,
                         const char *name, struct err *err)
{
    xmlDocPtr doc = NULL;

    if (strlen(text) <= INT32_MAX / 2) {
        doc = parse_doc(parser, text, name, err);
    } else {
        err_fail(err, "%s: larger than 1 GiB", name);
        xmlFreeParserCtxt(parser);
    }
    return doc ? wrap(doc) : NULL;
}

struct xml *xml_parse(const char *text, const char *name, struct err *err)
{
    return parse(xmlNewParserCtxt(), text, name, err);
}

struct xml *xml_parse_part(const char *text, const char *name,
                           bool (*wants)(const char *name, unsigned depth),
                           struct err *err)
{
    struct xml_part part = { .wants = wants };
    xmlParserCtxtPtr parser = xmlNewParserCtxt();

    xml_part_begin(&part, parser);
    return parse(parser, text, name, err);
}

struct xml *xml_copy(const struct xml *xml)
{
    return wrap(xmlCopyDoc(xml->doc, 1));
}

void xml_free(struct xml *xml)
{
    if (!xml)
        return;
    for (size_t i = 0; i < xml->n_removed; i++)
        xmlFreeNode(xml->removed[i]);
    free(xml->removed);
    free(xml->frozen);
    xml_journal_done(xml);
    xmlFreeDoc(xml->doc);
    free(xml);
}

static char *dump(xmlDocPtr doc, xmlNodePtr node, const char *end)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    char *text;

    xmlNodeDump(buffer, doc, node, 0, 0);
    text = mem_fmt("%s%s", (const char *)xmlBufferContent(buffer), end);
    xmlBufferFree(buffer);
    return text;
}

char *xml_text(const struct xml *xml)
{
    return dump(xml->doc, xmlDocGetRootElement(xml->doc), "\n");
}

char *xml_node_dump(const struct xml_node *node)
{
    return dump(xml_raw(node)->doc, xml_raw(node), "");
}

struct xml_node *xml_root(const struct xml *xml)
{
    return xml_cooked(xmlDocGetRootElement(xml->doc));
}

void xml_freeze(struct xml *xml, const char *why)
{
    mem_set(&xml->frozen, mem_dup(why));
}

/* ---- one element -------------------------------------------------------- */

char *xml_name(const struct xml_node *node)
{
    xmlNodePtr raw = xml_raw(node);
    bool prefixed = raw->ns && raw->ns->prefix;

    return mem_fmt("%s%s%s", prefixed ? (const char *)raw->ns->prefix : "",
                   prefixed ? ":" : "", (const char *)raw->name);
}

char *xml_node_text(const struct xml_node *node)
{
    return xml_take_chars(xmlNodeGetContent(xml_raw(node)));
}

struct xml_node *xml_parent(const struct xml_node *node)
{
    xmlNodePtr parent = xml_raw(node)->parent;

    return parent && parent->type == XML_ELEMENT_NODE ? xml_cooked(parent)
                                                      : NULL;
}

struct xml *xml_of(const struct xml_node *node)
{
    return xml_raw(node)->doc->_private;
}

long xml_line(const struct xml_node *node)
{
    return xmlGetLineNo(xml_raw(node));
}

bool xml_attached(const struct xml_node *node)
{
    xmlNodePtr raw = xml_raw(node);

    while (raw->parent && raw->parent->type == XML_ELEMENT_NODE)
        raw = raw->parent;
    return raw == xmlDocGetRootElement(raw->doc);
}

bool xml_has_elements(const struct xml_node *node)
{
    return xmlFirstElementChild(xml_raw(node)) != NULL;
}

void xml_attributes(const struct xml_node *node, struct strv *ret)
{
    for (xmlAttrPtr a = xml_raw(node)->properties; a; a = a->next) {
        bool prefixed = a->ns && a->ns->prefix;

        strv_fmt(ret, "%s%s%s", prefixed ? (const char *)a->ns->prefix : "",
                 prefixed ? ":" : "", (const char *)a->name);
        strv_take(ret,
                  xml_take_chars(xmlNodeListGetString(a->doc, a->children, 1)));
        if (!ret->v[ret->n - 1])
            ret->v[ret->n - 1] = mem_dup("");
    }
}

static bool same_name(xmlNodePtr a, xmlNodePtr b)
{
    return b->type == XML_ELEMENT_NODE && xmlStrEqual(a->name, b->name) &&
           a->ns == b->ns;
}

/* "disk[2]": the number only where there are several. */
static char *step_of(xmlNodePtr raw)
{
    AUTO(free) char *name = xml_name(xml_cooked(raw));
    size_t index = 1, total;

    for (xmlNodePtr s = raw->prev; s; s = s->prev)
        index += same_name(raw, s);
    total = index;
    for (xmlNodePtr s = raw->next; s; s = s->next)
        total += same_name(raw, s);
    return total == 1 ? TAKE(name) : mem_fmt("%s[%zu]", name, index);
}

char *xml_where(const struct xml_node *node)
{
    xmlNodePtr raw = xml_raw(node), root = xmlDocGetRootElement(raw->doc);
    char *path = NULL;

    for (; raw && raw != root && raw->type == XML_ELEMENT_NODE;
         raw = raw->parent) {
        AUTO(free) char *step = step_of(raw);

        mem_set(&path,
                mem_fmt("%s%s%s", step, path ? "/" : "", path ? path : ""));
    }
    return path ? path : mem_dup(".");
}
