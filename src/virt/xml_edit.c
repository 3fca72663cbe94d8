/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing a document. */
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <ctype.h>
#include <string.h>

int xml_check_frozen(const struct xml *xml, struct err *err)
{
    if (!xml->frozen)
        return 0;
    return err_fail(err, "the XML is read-only %s", xml->frozen);
}

/* What XML 1.0 can hold: UTF-8 without control characters but tab and line
 * break. */
static int check_value(const char *value, struct err *err)
{
    if (!str_is_utf8(value))
        return err_fail(err, "the value is not valid UTF-8");
    for (const char *p = value; *p; p++)
        if (iscntrl((unsigned char)*p) && !strchr("\t\n\r", *p))
            return err_fail(err, "the value holds the control character 0x%02x",
                            (unsigned)(unsigned char)*p);
    return 0;
}

/* ---- names and namespaces ----------------------------------------------- */

xmlNsPtr xml_ns_find(struct xml *xml, xmlNodePtr node, const char *prefix)
{
    xmlNodePtr root = xmlDocGetRootElement(xml->doc);
    xmlNsPtr ns = xmlSearchNs(xml->doc, node, xml_chars(prefix));

    if (!ns)
        ns = xmlSearchNs(xml->doc, root, xml_chars(prefix));
    for (size_t i = 0; !ns && xml_known_ns[i]; i += 2)
        if (!strcmp(xml_known_ns[i], prefix))
            ns = xmlNewNs(root, xml_chars(xml_known_ns[i + 1]),
                          xml_chars(prefix));
    return ns;
}

int xml_ns(struct xml *xml, const char *prefix, const char *uri,
           struct err *err)
{
    xmlNodePtr root = xmlDocGetRootElement(xml->doc);
    xmlNsPtr ns = xmlSearchNs(xml->doc, root, xml_chars(prefix));

    if (xml_check_frozen(xml, err))
        return -1;
    if (ns && !strcmp((const char *)ns->href, uri))
        return 0;
    if (ns)
        return err_fail(err, "the prefix '%s' stands for '%s' already", prefix,
                        (const char *)ns->href);
    if (xmlValidateNCName(xml_chars(prefix), 0) || !*uri)
        return err_fail(err, "'%s' is not a namespace prefix", prefix);
    xmlNewNs(root, xml_chars(uri), xml_chars(prefix));
    return 0;
}

/* "acme:owner" as its namespace (NULL: none) and local name. */
int xml_split_name(xmlNodePtr node, const char *name, xmlNsPtr *ret_ns,
                      const char **ret_local, struct err *err)
{
    const char *colon = strchr(name, ':');
    AUTO(free) char *prefix = NULL;

    *ret_ns = NULL;
    *ret_local = colon ? colon + 1 : name;
    if (xmlValidateQName(xml_chars(name), 0))
        return err_fail(err, "'%s' is not an XML name", name);
    if (!colon)
        return 0;
    prefix = mem_ndup(name, (size_t)(colon - name));
    *ret_ns = xml_ns_find(node->doc->_private, node, prefix);
    if (!*ret_ns)
        return err_fail(err, "the namespace prefix '%s' is not declared",
                        prefix);
    return 0;
}

/* ---- removing ----------------------------------------------------------- */

bool xml_is_blank(xmlNodePtr node)
{
    return node && node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

void xml_keep_removed(struct xml *xml, xmlNodePtr node)
{
    xml->removed = mem_more(xml->removed, xml->n_removed, sizeof(xmlNodePtr));
    xml->removed[xml->n_removed++] = node;
}

/* The blank in front is the element's own indentation and goes with it. */
static void unlink_node(xmlNodePtr node)
{
    xmlNodePtr blank = node->prev;

    if (xml_is_blank(blank)) {
        xmlUnlinkNode(blank);
        xmlFreeNode(blank);
    }
    xmlUnlinkNode(node);
}

int xml_remove_node(struct xml_node *node, struct err *err)
{
    struct xml *xml = xml_of(node);
    xmlNodePtr raw = xml_raw(node);

    if (xml_check_frozen(xml, err))
        return -1;
    if (raw == xmlDocGetRootElement(xml->doc))
        return err_fail(err, "the root element cannot be removed");
    if (!raw->parent)
        return 0;
    xml_record_element(node, false);
    unlink_node(raw);
    xml_keep_removed(xml, raw);
    return 0;
}

/* Give an attribute a value, or remove it. */
static void put_attribute(xmlNodePtr node, xmlNsPtr ns, const xmlChar *local,
                          const char *value)
{
    AUTO(free) char *old = xml_take_chars(
        ns ? xmlGetNsProp(node, local, ns->href) : xmlGetNoNsProp(node, local));
    AUTO(free) char *name =
        mem_fmt("%s%s%s", ns && ns->prefix ? (const char *)ns->prefix : "",
                ns && ns->prefix ? ":" : "", (const char *)local);

    if (value)
        xmlSetNsProp(node, ns, local, xml_chars(value));
    else
        xmlUnsetNsProp(node, ns, local);
    xml_record_attribute(xml_cooked(node), name, old, value);
}

static int remove_any(xmlNodePtr raw, struct err *err)
{
    switch (raw->type) {
    case XML_ELEMENT_NODE:
        return xml_remove_node(xml_cooked(raw), err);
    case XML_ATTRIBUTE_NODE:
        put_attribute(raw->parent, raw->ns, raw->name, NULL);
        return 0;
    default:
        xmlUnlinkNode(raw);
        xmlFreeNode(raw);
        return 0;
    }
}

/* Elements, or all else. From the last to the first: a node's descendants come
 * after it. */
static int remove_kind(xmlNodeSetPtr set, bool elements, struct err *err)
{
    for (int i = set->nodeNr - 1; i >= 0; i--) {
        xmlNodePtr node = set->nodeTab[i];

        if (!node || node->type == XML_NAMESPACE_DECL ||
            (node->type == XML_ELEMENT_NODE) != elements)
            continue;
        if (remove_any(node, err))
            return -1;
        set->nodeTab[i] = NULL;
    }
    return 0;
}

/* An element takes the blank in front along, which can be in the set, too. */
static long remove_set(xmlNodeSetPtr set, struct err *err)
{
    if (!set)
        return 0;
    return remove_kind(set, false, err) || remove_kind(set, true, err)
               ? -1
               : set->nodeNr;
}

long xml_remove(struct xml_node *from, const struct xml_path *path,
                struct err *err)
{
    xmlXPathObjectPtr object;
    long n;

    if (xml_check_frozen(xml_of(from), err))
        return -1;
    object = xml_eval_raw(from, path, err);
    if (!object)
        return -1;
    if (object->type != XPATH_NODESET) {
        xmlXPathFreeObject(object);
        return err_fail(err, "XPath '%s' does not name nodes", path->xpath);
    }
    if (object->nodesetval)
        xmlXPathNodeSetSort(object->nodesetval);
    n = remove_set(object->nodesetval, err);
    xmlXPathFreeObject(object);
    return n;
}

/* ---- setting ------------------------------------------------------------ */

int xml_set_text(struct xml_node *node, const char *value, struct err *err)
{
    xmlNodePtr raw = xml_raw(node);
    AUTO(free) char *old = xml_node_text(node);
    xmlNodePtr text;

    if (xml_check_frozen(xml_of(node), err) || check_value(value, err))
        return -1;
    if (xml_has_elements(node))
        return err_fail(err, "'%s' has child elements; set would delete them",
                        (const char *)raw->name);
    xmlNodeSetContent(raw, NULL);
    text = xmlNewDocText(raw->doc, xml_chars(value));
    xmlAddChild(raw, text);
    xml_record_text(node, old, value);
    return 0;
}

int xml_set_attribute(struct xml_node *node, const char *name,
                      const char *value, struct err *err)
{
    xmlNodePtr raw = xml_raw(node);
    const char *local;
    xmlNsPtr ns;

    if (xml_check_frozen(xml_of(node), err) ||
        xml_split_name(raw, name, &ns, &local, err))
        return -1;
    if (value && check_value(value, err))
        return -1;
    put_attribute(raw, ns, xml_chars(local), value);
    return 0;
}

static int set_match(xmlNodePtr raw, const char *value, struct err *err)
{
    if (!value)
        return remove_any(raw, err);
    if (raw->type == XML_ELEMENT_NODE)
        return xml_set_text(xml_cooked(raw), value, err);
    if (check_value(value, err))
        return -1;
    if (raw->type != XML_ATTRIBUTE_NODE) {
        xmlNodeSetContent(raw, xml_chars(value));
        return 0;
    }
    put_attribute(raw->parent, raw->ns, raw->name, value);
    return 0;
}

/* The last '/' outside brackets and quotes, or NULL. */
static const char *last_slash(const char *xpath)
{
    const char *found = NULL;
    int depth = 0;
    char quote = 0;

    for (const char *p = xpath; *p; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '\'' || *p == '"')
            quote = *p;
        else if (*p == '[')
            depth++;
        else if (*p == ']')
            depth--;
        else if (*p == '/' && !depth)
            found = p;
    }
    return found;
}

static struct xml_node *reach(struct xml_node *from,
                              const struct xml_path *path, struct err *err);

static int create(struct xml_node *from, const struct xml_path *path,
                  const char *value, struct err *err)
{
    const char *slash = last_slash(path->xpath);
    const char *step = slash ? slash + 1 : path->xpath;
    AUTO(free) char *above =
        slash ? mem_ndup(path->xpath, (size_t)(slash - path->xpath)) : NULL;
    struct xml_path up = { above, path->vars, path->n };
    struct xml_node *parent, *child;

    if (xmlValidateQName(xml_chars(step + (*step == '@')), 0))
        return err_fail(err, "'%s' matches nothing, and '%s' cannot be created",
                        path->xpath, step);
    parent = above ? reach(from, &up, err) : from;
    if (!parent)
        return -1;
    if (*step == '@')
        return xml_set_attribute(parent, step + 1, value, err);
    child = xml_new(xml_of(from), step, err);
    if (!child || (value && xml_set_text(child, value, err)))
        return -1;
    return xml_put(parent, child, NULL, err);
}

/* How many nodes match; the first one to *ret_first. -1 on a bad XPath. */
static int match(struct xml_node *from, const struct xml_path *path,
                 xmlNodePtr *ret_first, struct err *err)
{
    xmlXPathObjectPtr object = xml_eval_raw(from, path, err);
    int n = 0;

    if (!object)
        return -1;
    if (object->type != XPATH_NODESET)
        n = err_fail(err, "XPath '%s' does not name nodes", path->xpath);
    else if (object->nodesetval && (n = object->nodesetval->nodeNr) > 0)
        *ret_first = object->nodesetval->nodeTab[0];
    xmlXPathFreeObject(object);
    return n;
}

/* The one element at path, made when it is missing. */
static struct xml_node *reach(struct xml_node *from,
                              const struct xml_path *path, struct err *err)
{
    xmlNodePtr first = NULL;
    int n = match(from, path, &first, err);

    if (n == 0 && create(from, path, NULL, err))
        return NULL;
    if (n == 0)
        n = match(from, path, &first, err);
    if (n == 1 && first->type == XML_ELEMENT_NODE)
        return xml_cooked(first);
    if (n > 1)
        err_fail(err, "'%s' matches %d nodes; select one", path->xpath, n);
    else if (n >= 0)
        err_fail(err, "'%s' is not an element", path->xpath);
    return NULL;
}

int xml_set(struct xml_node *from, const struct xml_path *path,
            const char *value, struct err *err)
{
    xmlNodePtr first = NULL;
    int n;

    if (xml_check_frozen(xml_of(from), err))
        return -1;
    n = match(from, path, &first, err);
    if (n < 0)
        return -1;
    if (n > 1)
        return err_fail(err,
                        "'%s' matches %d nodes; select one, or use set_all",
                        path->xpath, n);
    if (n == 1)
        return set_match(first, value, err);
    return value ? create(from, path, value, err) : 0;
}
