/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing a document. */
#include "base/mem.h"
#include "virt/xml_priv.h"

#include <ctype.h>
#include <string.h>

static int check_frozen(const struct xml *xml, struct err *err)
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

    if (check_frozen(xml, err))
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
static int split_name(xmlNodePtr node, const char *name, xmlNsPtr *ret_ns,
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

static bool is_blank(xmlNodePtr node)
{
    return node && node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

static void keep_removed(struct xml *xml, xmlNodePtr node)
{
    xml->removed = mem_more(xml->removed, xml->n_removed, sizeof(xmlNodePtr));
    xml->removed[xml->n_removed++] = node;
}

/* The blank in front is the element's own indentation and goes with it. */
static void unlink_node(xmlNodePtr node)
{
    xmlNodePtr blank = node->prev;

    if (is_blank(blank)) {
        xmlUnlinkNode(blank);
        xmlFreeNode(blank);
    }
    xmlUnlinkNode(node);
}

int xml_remove_node(struct xml_node *node, struct err *err)
{
    struct xml *xml = xml_of(node);
    xmlNodePtr raw = xml_raw(node);

    if (check_frozen(xml, err))
        return -1;
    if (raw == xmlDocGetRootElement(xml->doc))
        return err_fail(err, "the root element cannot be removed");
    if (!raw->parent)
        return 0;
    unlink_node(raw);
    keep_removed(xml, raw);
    return 0;
}

static int remove_any(xmlNodePtr raw, struct err *err)
{
    switch (raw->type) {
    case XML_ELEMENT_NODE:
        return xml_remove_node(xml_cooked(raw), err);
    case XML_ATTRIBUTE_NODE:
        xmlRemoveProp((xmlAttrPtr)raw);
        return 0;
    default:
        xmlUnlinkNode(raw);
        xmlFreeNode(raw);
        return 0;
    }
}

static long remove_set(xmlNodeSetPtr set, struct err *err)
{
    int n = set ? set->nodeNr : 0;

    /* From the last to the first: a node's descendants come after it. */
    for (int i = n - 1; i >= 0; i--) {
        if (set->nodeTab[i]->type != XML_NAMESPACE_DECL &&
            remove_any(set->nodeTab[i], err))
            return -1;
        set->nodeTab[i] = NULL;
    }
    return n;
}

long xml_remove(struct xml_node *from, const struct xml_path *path,
                struct err *err)
{
    xmlXPathObjectPtr object;
    long n;

    if (check_frozen(xml_of(from), err))
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

/* ---- adding ------------------------------------------------------------- */

struct xml_node *xml_new(struct xml *xml, const char *name, struct err *err)
{
    xmlNodePtr root = xmlDocGetRootElement(xml->doc), node;
    const char *local;
    xmlNsPtr ns;

    if (check_frozen(xml, err) || split_name(root, name, &ns, &local, err))
        return NULL;
    node = xmlNewDocNode(xml->doc, ns, xml_chars(local), NULL);
    keep_removed(xml, node);
    return xml_cooked(node);
}

struct xml_node *xml_new_copy(struct xml *xml, const struct xml_node *node)
{
    xmlNodePtr copy = xmlDocCopyNode(xml_raw(node), xml->doc, 1);

    keep_removed(xml, copy);
    return xml_cooked(copy);
}

static bool is_known(const char *prefix)
{
    for (size_t i = 0; xml_known_ns[i]; i += 2)
        if (!strcmp(xml_known_ns[i], prefix))
            return true;
    return false;
}

/* Prefixes of the document (and the known ones) work inside the text. */
static char *with_prefixes(struct xml *xml, const char *text)
{
    AUTO(buf_done) struct buf buf = { 0 };
    xmlNsPtr *list = xmlGetNsList(xml->doc, xmlDocGetRootElement(xml->doc));

    buf_add(&buf, "<x");
    for (size_t i = 0; xml_known_ns[i]; i += 2)
        buf_fmt(&buf, " xmlns:%s='%s'", xml_known_ns[i], xml_known_ns[i + 1]);
    for (size_t i = 0; list && list[i]; i++)
        if (list[i]->prefix && !is_known((const char *)list[i]->prefix))
            buf_fmt(&buf, " xmlns:%s='%s'", list[i]->prefix, list[i]->href);
    xmlFree(list);
    buf_fmt(&buf, ">%s</x>", text);
    return buf_take(&buf);
}

struct xml_node *xml_new_text(struct xml *xml, const char *text,
                              struct err *err)
{
    AUTO(free) char *whole = with_prefixes(xml, text);
    AUTO(xml_free) struct xml *other = NULL;
    xmlNodePtr first;

    if (check_frozen(xml, err))
        return NULL;
    other = xml_parse(whole, "the XML text", err);
    if (!other)
        return NULL;
    first = xmlFirstElementChild(xmlDocGetRootElement(other->doc));
    if (!first || xmlNextElementSibling(first)) {
        err_fail(err, "the XML text must be exactly one element");
        return NULL;
    }
    return xml_new_copy(xml, xml_cooked(first));
}

static xmlNodePtr indentation(xmlNodePtr parent, int depth)
{
    AUTO(free) char *text = mem_fmt("\n%*s", 2 * depth, "");

    return xmlNewDocText(parent->doc, xml_chars(text));
}

static int depth_of(xmlNodePtr node)
{
    int depth = 0;

    while ((node = node->parent) && node->type == XML_ELEMENT_NODE)
        depth++;
    return depth;
}

/* Elements only, nothing between them: made by a program, not by hand. */
static bool is_packed(xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child; child = child->next)
        if (child->type != XML_ELEMENT_NODE)
            return false;
    return node->children != NULL;
}

static void indent_packed(xmlNodePtr node, int depth)
{
    if (!is_packed(node))
        return;
    for (xmlNodePtr child = node->children; child; child = child->next) {
        xmlAddPrevSibling(child, indentation(node, depth + 1));
        indent_packed(child, depth + 1);
    }
    xmlAddChild(node, indentation(node, depth));
}

static void put_last(xmlNodePtr parent, xmlNodePtr child, int depth)
{
    if (is_blank(parent->last)) {
        /* In this order: libxml2 joins text that comes beside text. */
        xmlAddPrevSibling(parent->last, child);
        xmlAddPrevSibling(child, indentation(parent, depth));
    } else if (!parent->last) {
        xmlAddChild(parent, indentation(parent, depth));
        xmlAddChild(parent, child);
        xmlAddChild(parent, indentation(parent, depth - 1));
    } else {
        xmlAddChild(parent, child);
    }
}

static void forget_removed(struct xml *xml, xmlNodePtr node)
{
    for (size_t i = 0; i < xml->n_removed; i++)
        if (xml->removed[i] == node) {
            xml->removed[i] = xml->removed[--xml->n_removed];
            return;
        }
}

static bool is_inside(xmlNodePtr node, xmlNodePtr ancestor)
{
    for (; node; node = node->parent)
        if (node == ancestor)
            return true;
    return false;
}

int xml_put(struct xml_node *parent, struct xml_node *child,
            struct xml_node *before, struct err *err)
{
    xmlNodePtr up = xml_raw(parent), raw = xml_raw(child);
    int depth = depth_of(up) + 1;

    if (check_frozen(xml_of(parent), err))
        return -1;
    if (raw->doc != up->doc || raw->parent || is_inside(up, raw))
        return err_fail(err, "the element is in a document already");
    if (before && xml_raw(before)->parent != up)
        return err_fail(err, "the element to put it before is not a child");
    forget_removed(xml_of(parent), raw);
    if (!xml_attached(parent) && !before) {
        /* Indented as a whole once it is put into the document. */
        xmlAddChild(up, raw);
        xmlReconciliateNs(up->doc, raw);
        return 0;
    }
    indent_packed(raw, depth);
    if (before) {
        xmlAddPrevSibling(xml_raw(before), raw);
        xmlAddPrevSibling(xml_raw(before), indentation(up, depth));
    } else {
        put_last(up, raw, depth);
    }
    xmlReconciliateNs(up->doc, raw);
    return 0;
}

/* ---- setting ------------------------------------------------------------ */

int xml_set_text(struct xml_node *node, const char *value, struct err *err)
{
    xmlNodePtr raw = xml_raw(node);
    xmlNodePtr text;

    if (check_frozen(xml_of(node), err) || check_value(value, err))
        return -1;
    if (xml_has_elements(node))
        return err_fail(err, "'%s' has child elements; set would delete them",
                        (const char *)raw->name);
    xmlNodeSetContent(raw, NULL);
    text = xmlNewDocText(raw->doc, xml_chars(value));
    xmlAddChild(raw, text);
    return 0;
}

int xml_set_attribute(struct xml_node *node, const char *name,
                      const char *value, struct err *err)
{
    xmlNodePtr raw = xml_raw(node);
    const char *local;
    xmlNsPtr ns;

    if (check_frozen(xml_of(node), err) ||
        split_name(raw, name, &ns, &local, err))
        return -1;
    if (!value) {
        xmlUnsetNsProp(raw, ns, xml_chars(local));
        return 0;
    }
    if (check_value(value, err))
        return -1;
    xmlSetNsProp(raw, ns, xml_chars(local), xml_chars(value));
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
    xmlSetNsProp(raw->parent, raw->ns, raw->name, xml_chars(value));
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
    if (!child || xml_put(parent, child, NULL, err))
        return -1;
    return value ? xml_set_text(child, value, err) : 0;
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

    if (check_frozen(xml_of(from), err))
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
