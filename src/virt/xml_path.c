/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a document by XPath. */
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <string.h>

const char *const xml_known_ns[] = {
    "qemu",      "http://libvirt.org/schemas/domain/qemu/1.0",
    "lxc",       "http://libvirt.org/schemas/domain/lxc/1.0",
    "xen",       "http://libvirt.org/schemas/domain/xen/1.0",
    "bhyve",     "http://libvirt.org/schemas/domain/bhyve/1.0",
    "dnsmasq",   "http://libvirt.org/schemas/network/dnsmasq/1.0",
    "libosinfo", "http://libosinfo.org/xmlns/libvirt/domain/1.0",
    NULL,
};

/* libxml2 reports structured XPath errors without a message. */
static const char *why(const xmlError *e)
{
    if (e->message)
        return e->message;
    switch (e->code) {
    case XML_XPATH_UNDEF_VARIABLE_ERROR:
        return "undefined variable";
    case XML_XPATH_UNDEF_PREFIX_ERROR:
        return "undefined namespace prefix";
    case XML_XPATH_UNKNOWN_FUNC_ERROR:
        return "unknown function";
    case XML_XPATH_UNFINISHED_LITERAL_ERROR:
        return "a quote is missing";
    case XML_XPATH_INVALID_PREDICATE_ERROR:
    case XML_XPATH_UNCLOSED_ERROR:
        return "a bracket is missing";
    default:
        return "syntax error";
    }
}

struct seen {
    char text[160];
};

static void on_error(void *data, xmlErrorPtr e)
{
    struct seen *seen = data;
    const char *text = why(e);

    if (!*seen->text)
        snprintf(seen->text, sizeof(seen->text), "%.*s at column %d",
                 (int)strcspn(text, "\n"), text, e->int1 + 1);
}

static void register_ns(xmlXPathContextPtr ctx, xmlNodePtr node)
{
    xmlNsPtr *list;

    for (size_t i = 0; xml_known_ns[i]; i += 2)
        xmlXPathRegisterNs(ctx, xml_chars(xml_known_ns[i]),
                           xml_chars(xml_known_ns[i + 1]));
    list = xmlGetNsList(node->doc, node);
    for (size_t i = 0; list && list[i]; i++)
        if (list[i]->prefix)
            xmlXPathRegisterNs(ctx, list[i]->prefix, list[i]->href);
    xmlFree(list);
}

static void register_vars(xmlXPathContextPtr ctx, const struct xml_path *path)
{
    for (size_t i = 0; i < path->n; i++) {
        const struct xml_var *var = &path->vars[i];

        xmlXPathRegisterVariable(
            ctx, xml_chars(var->name),
            var->text ? xmlXPathNewCString(var->text)
                      : xmlXPathNewFloat(var->number));
    }
}

xmlXPathObjectPtr xml_eval_raw(struct xml_node *from,
                               const struct xml_path *path, struct err *err)
{
    xmlNodePtr node = xml_raw(from);
    xmlXPathContextPtr ctx = xmlXPathNewContext(node->doc);
    struct seen seen = { "" };
    xmlXPathObjectPtr object;

    ctx->node = node;
    ctx->error = on_error;
    ctx->userData = &seen;
    register_ns(ctx, node);
    register_vars(ctx, path);
    object = xmlXPathEval(xml_chars(path->xpath), ctx);
    xmlXPathFreeContext(ctx);
    if (!object)
        err_fail(err, "XPath '%s': %s", path->xpath,
                 *seen.text ? seen.text : "syntax error");
    return object;
}

static void take_nodes(xmlNodeSetPtr set, struct xml_result *ret)
{
    size_t n = set ? (size_t)set->nodeNr : 0;

    ret->items = mem_new(n, sizeof(*ret->items));
    if (n)
        xmlXPathNodeSetSort(set);
    for (size_t i = 0; i < n; i++) {
        xmlNodePtr node = set->nodeTab[i];

        if (node->type == XML_ELEMENT_NODE)
            ret->items[ret->n++].node = xml_cooked(node);
        else if (node->type != XML_NAMESPACE_DECL)
            ret->items[ret->n++].text =
                xml_take_chars(xmlXPathCastNodeToString(node));
    }
}

static void take_object(xmlXPathObjectPtr object, struct xml_result *ret)
{
    switch (object->type) {
    case XPATH_NODESET:
    case XPATH_XSLT_TREE:
        ret->type = XML_NODES;
        take_nodes(object->nodesetval, ret);
        break;
    case XPATH_NUMBER:
        ret->type = XML_NUMBER;
        ret->number = object->floatval;
        break;
    case XPATH_BOOLEAN:
        ret->type = XML_BOOLEAN;
        ret->truth = object->boolval != 0;
        break;
    default:
        ret->type = XML_STRING;
        ret->text = xml_take_chars(xmlXPathCastToString(object));
    }
}

int xml_eval(struct xml_node *from, const struct xml_path *path,
             struct xml_result *ret, struct err *err)
{
    xmlXPathObjectPtr object = xml_eval_raw(from, path, err);

    if (!object)
        return -1;
    *ret = (struct xml_result){ 0 };
    take_object(object, ret);
    xmlXPathFreeObject(object);
    return 0;
}

void xml_result_done(struct xml_result *result)
{
    for (size_t i = 0; i < result->n; i++)
        free(result->items[i].text);
    free(result->items);
    free(result->text);
    *result = (struct xml_result){ 0 };
}

/* ---- for XPaths of this program ----------------------------------------- */

char *xml_get(struct xml_node *from, const char *xpath)
{
    AUTO(xml_result_done) struct xml_result result = { 0 };
    struct err err = ERR_INIT;

    if (xml_eval(from, XML_PATH(xpath), &result, &err))
        return NULL;
    if (result.type != XML_NODES)
        return TAKE(result.text);
    if (!result.n)
        return NULL;
    if (result.items[0].node)
        return xml_node_text(result.items[0].node);
    return TAKE(result.items[0].text);
}

char *xml_get_or(struct xml_node *from, const char *xpath, const char *other)
{
    char *text = xml_get(from, xpath);

    return text ? text : mem_dup(other);
}

bool xml_is(struct xml_node *from, const char *xpath, const char *value)
{
    AUTO(free) char *got = xml_get(from, xpath);

    return str_eq(got, value);
}

struct xml_nodes xml_all(struct xml_node *from, const char *xpath)
{
    AUTO(xml_result_done) struct xml_result result = { 0 };
    struct xml_nodes nodes = { 0 };
    struct err err = ERR_INIT;

    if (xml_eval(from, XML_PATH(xpath), &result, &err))
        return nodes;
    nodes.v = mem_new(result.n, sizeof(struct xml_node *));
    for (size_t i = 0; i < result.n; i++)
        if (result.items[i].node)
            nodes.v[nodes.n++] = result.items[i].node;
    return nodes;
}

void xml_nodes_done(struct xml_nodes *nodes)
{
    free(nodes->v);
    *nodes = (struct xml_nodes){ 0 };
}

struct xml_node *xml_find(struct xml_node *from, const char *xpath)
{
    AUTO(xml_nodes_done) struct xml_nodes nodes = xml_all(from, xpath);

    return nodes.n ? nodes.v[0] : NULL;
}
