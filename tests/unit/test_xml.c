/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML as a live document: what edits do, and what they leave alone. */
#include "base/mem.h"
#include "tap.h"
#include "virt/xml.h"

static struct xml *parse(const char *text)
{
    struct err err = ERR_INIT;
    struct xml *xml = xml_parse(text, "x.xml", &err);

    if (!xml)
        tap_note("error", err.text);
    return xml;
}

/* The document is this text, but for its final newline. */
static void is_xml(const struct xml *xml, const char *want, const char *test)
{
    AUTO(free) char *got = xml_text(xml);
    AUTO(free) char *whole = mem_fmt("%s\n", want);

    is_str(got, whole, test);
}

/* The edit failed with this text in the message. */
static void failed(long rc, const struct err *err, const char *why,
                   const char *test)
{
    if (!ok(rc < 0 && *err->text && strstr(err->text, why), test))
        tap_note("error", err->text);
}

/* ---- reading ------------------------------------------------------------ */

static void refused(const char *text, const char *why, const char *test)
{
    struct err err = ERR_INIT;
    struct xml *xml = xml_parse(text, "x.xml", &err);

    if (!ok(!xml && strstr(err.text, why), test))
        tap_note("error", err.text);
    xml_free(xml);
}

static void check_refused(void)
{
    refused("", "x.xml", "empty text is refused");
    refused("<a>\n<b>\n</a>", "x.xml:3:", "the message has the line");
    refused("<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>", "x.xml",
            "a document type is refused");
    refused("<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\">"
            "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
            "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"
            "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
            "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"
            "<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
            "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">"
            "<!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">]>"
            "<a x=\"&h;\">&h;</a>",
            "x.xml", "entities that grow without end are refused");
    refused("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "x.xml",
            "so is a document type from a file");
    refused("<!DOCTYPE a [<!ENTITY p SYSTEM \"file:///etc/passwd\">]>"
            "<a>&p;</a>",
            "x.xml", "and a file as an entity");
    refused("<a>\x01</a>", "x.xml", "a control character is refused");
    refused("<a>\xff</a>", "x.xml", "what is not UTF-8 is refused");
}

static void check_kept(void)
{
    static const char text[] = "<a b='1'  c=\"2\"><!-- x --><![CDATA[<&]]>"
                               "<u:v xmlns:u=\"urn:u\"/>&lt;&#xE9;<?p q?>\n"
                               "  <d/>  </a>";
    AUTO(xml_free) struct xml *xml = parse(text);
    struct err err = ERR_INIT;

    is_int(xml_set(xml_root(xml), XML_PATH("d"), "new", &err), 0,
           "an element is edited");
    is_xml(xml,
           "<a b=\"1\" c=\"2\"><!-- x --><![CDATA[<&]]>"
           "<u:v xmlns:u=\"urn:u\"/>&lt;\xc3\xa9<?p q?>\n"
           "  <d>new</d>  </a>",
           "comments, CDATA, namespaces, instructions, order and blanks stay");
}

/* ---- xml_set ------------------------------------------------------------ */

static void on_one_line(char *text)
{
    for (; *text; text++)
        if (*text == '\n')
            *text = ' ';
}

/* One xml_set on a document, and what comes out. */
static void set(const char *before, const char *path, const char *value,
                const char *after)
{
    AUTO(xml_free) struct xml *xml = parse(before);
    AUTO(free) char *test = mem_fmt("%s: %s = %s", before, path,
                                    value ? value : "NULL");
    struct err err = ERR_INIT;

    on_one_line(test);
    if (xml_set(xml_root(xml), XML_PATH(path), value, &err))
        tap_note("error", err.text);
    is_xml(xml, after, test);
}

static void check_set(void)
{
    set("<a><b>1</b></a>", "b", "2", "<a><b>2</b></a>");
    set("<a><b c=\"1\"/></a>", "b/@c", "2", "<a><b c=\"2\"/></a>");
    set("<a><b c=\"1\" d=\"2\"/></a>", "b/@c", NULL, "<a><b d=\"2\"/></a>");
    set("<a>\n  <b/>\n  <c/>\n</a>", "b", NULL, "<a>\n  <c/>\n</a>");
    set("<a><b/></a>", "b/@c", "1", "<a><b c=\"1\"/></a>");
    set("<a/>", "@c", "1", "<a c=\"1\"/>");
    set("<a>\n</a>", "b/c/@d", "1",
        "<a>\n  <b>\n    <c d=\"1\"/>\n  </b>\n</a>");
    set("<a>\n  <b/>\n</a>", "c", "1", "<a>\n  <b/>\n  <c>1</c>\n</a>");
    set("<a/>", "b", NULL, "<a/>");
    set("<a><b>1</b></a>", "b", "<&>\"'", "<a><b>&lt;&amp;&gt;\"'</b></a>");
    set("<a b=\"1\"/>", "@b", "<&>\"'",
        "<a b=\"&lt;&amp;&gt;&quot;'\"/>");
    set("<a><b>1</b></a>", "b", "&amp;", "<a><b>&amp;amp;</b></a>");
    set("<a><b>1</b></a>", "b/text()", "2&3", "<a><b>2&amp;3</b></a>");
    set("<a><b i=\"1\"/><b i=\"2\"/></a>", "b[@i='2']/@j", "x",
        "<a><b i=\"1\"/><b i=\"2\" j=\"x\"/></a>");
    set("<a><b>1</b></a>", "b", "", "<a><b></b></a>");
}

static void set_fails(const char *before, const char *path, const char *value,
                      const char *why)
{
    AUTO(xml_free) struct xml *xml = parse(before);
    AUTO(free) char *test = mem_fmt("%s: %s fails: %s", before, path, why);
    struct err err = ERR_INIT;

    failed(xml_set(xml_root(xml), XML_PATH(path), value, &err), &err, why,
           test);
    is_xml(xml, before, "... and changes nothing");
}

static void check_set_fails(void)
{
    set_fails("<a><b/><b/></a>", "b", "1", "2");
    set_fails("<a><b/><b/></a>", "b/@c", "1", "2");
    set_fails("<a><b><c/></b></a>", "b", "1", "child elements");
    set_fails("<a/>", "b[1]", "1", "cannot be created");
    set_fails("<a/>", "//b", "1", "'/' is not an element");
    set_fails("<a/>", "count(b)", "1", "does not name nodes");
    set_fails("<a/>", "b[", "1", "XPath 'b['");
    set_fails("<a/>", "x:b", "1", "prefix");
    set_fails("<a b=\"1\"/>", "@b", "\x01", "control character");
    set_fails("<a b=\"1\"/>", "@b", "\xff", "UTF-8");
    set_fails("<a/>", "$v", "1", "variable");
}

/* ---- removing and adding ------------------------------------------------ */

static void check_remove(void)
{
    AUTO(xml_free) struct xml *xml =
        parse("<a>\n  <b><b/></b>\n  <c d=\"1\"/>\n  <b/>\n</a>");
    struct err err = ERR_INIT;
    struct xml_node *root = xml_root(xml);

    is_int(xml_remove(root, XML_PATH("//b"), &err), 3,
           "elements inside removed ones are removed, too");
    is_int(xml_remove(root, XML_PATH("c/@d"), &err), 1,
           "attributes are removed");
    is_int(xml_remove(root, XML_PATH("x"), &err), 0, "nothing is no error");
    is_xml(xml, "<a>\n  <c/>\n</a>", "the blanks before them go along");
    failed(xml_remove(root, XML_PATH("/a"), &err), &err, "root",
           "the root stays");
    failed(xml_remove(root, XML_PATH("1 + 1"), &err), &err, "name nodes",
           "a number cannot be removed");
    is_int(xml_remove(root, XML_PATH("text() | c"), &err), 3,
           "an element and the blank before it can be removed together");
    is_xml(xml, "<a/>", "and both are gone");
}

/* A node is good for as long as its document is: valgrind looks on. */
static void check_lifetime(void)
{
    struct xml *xml = parse("<a><b c=\"1\"><d>2</d></b></a>");
    struct xml_node *b = xml_find(xml_root(xml), "b");
    struct xml_node *d = xml_find(b, "d");
    AUTO(free) char *c = NULL, *text = NULL;
    struct err err = ERR_INIT;

    xml_remove_node(b, &err);
    ok(!xml_attached(b) && !xml_attached(d), "a removed element is detached");
    c = xml_get(b, "@c");
    text = xml_node_text(d);
    is_str(c, "1", "its attributes can still be read");
    is_str(text, "2", "and what is inside");
    ok(!xml_set(b, XML_PATH("@c"), "3", &err), "and edited");
    ok(!xml_remove_node(b, &err), "removing it again is no error");
    ok(!xml_put(xml_root(xml), b, NULL, &err) && xml_attached(d),
       "it can be put back");
    is_xml(xml, "<a>\n  <b c=\"3\">\n    <d>2</d>\n  </b>\n</a>",
           "as it is then");
    failed(xml_put(xml_root(xml), b, NULL, &err), &err, "already",
           "but not twice");
    xml_remove_node(d, &err);
    failed(xml_put(d, d, NULL, &err), &err, "already",
           "nor an element into itself");
    xml_free(xml);
}

static void check_add(void)
{
    AUTO(xml_free) struct xml *xml = parse("<a>\n  <b/>\n</a>");
    AUTO(xml_free) struct xml *other = parse("<x><y z=\"1\">t</y></x>");
    struct xml_node *root = xml_root(xml), *node;
    struct err err = ERR_INIT;

    node = xml_new_text(xml, "<c><d/></c>", &err);
    ok(node && !xml_put(root, node, NULL, &err), "text becomes an element");
    node = xml_new_copy(xml, xml_find(xml_root(other), "y"));
    ok(!xml_put(root, node, xml_find(root, "b"), &err),
       "an element of another document is copied, before another");
    is_xml(xml,
           "<a>\n  <y z=\"1\">t</y>\n  <b/>\n  <c>\n    <d/>\n  </c>\n</a>",
           "both are indented as the rest is");
    is_xml(other, "<x><y z=\"1\">t</y></x>", "the other document stays");
    ok(!xml_new_text(xml, "<c/><d/>", &err), "two elements are refused");
    ok(!xml_new_text(xml, "text", &err), "so is text alone");
    ok(!xml_new_text(xml, "<c>", &err), "and what is not well-formed");
    ok(!xml_new_text(xml, "</x><c/><x>", &err),
       "and what ends the element around it");
    ok(!xml_new(xml, "1c", &err), "a name is checked");
}

/* ---- namespaces, variables, questions ----------------------------------- */

static void check_namespaces(void)
{
    AUTO(xml_free) struct xml *xml = parse("<domain/>");
    struct xml_node *root = xml_root(xml), *node;
    struct err err = ERR_INIT;

    ok(!xml_find(root, "qemu:commandline"),
       "libvirt's prefixes can be asked for without a declaration");
    node = xml_new_text(xml, "<qemu:commandline><qemu:arg value='-s'/>"
                             "</qemu:commandline>",
                        &err);
    ok(node && !xml_put(root, node, NULL, &err), "and used in text");
    ok(xml_is(root, "qemu:commandline/qemu:arg/@value", "-s"),
       "and are found again");
    ok(!xml_ns(xml, "acme", "urn:acme", &err), "a prefix can be declared");
    ok(!xml_set(root, XML_PATH("metadata/acme:owner/@name"), "me", &err) &&
           xml_is(root, "metadata/acme:owner/@name", "me"),
       "and its elements created");
    ok(!xml_ns(xml, "acme", "urn:acme", &err), "twice is no error");
    failed(xml_ns(xml, "acme", "urn:other", &err), &err, "stands for",
           "but not for something else");
}

static void check_variables(void)
{
    AUTO(xml_free) struct xml *xml =
        parse("<a><b n=\"x' or '1'='1\"/><b n=\"y\"/></a>");
    struct xml_var vars[] = { { "n", "x' or '1'='1", 0 }, { "i", NULL, 2 } };
    struct xml_path by_name = { "b[@n = $n]", vars, 2 };
    struct xml_path by_number = { "b[$i]/@n", vars, 2 };
    AUTO(xml_result_done) struct xml_result found = { 0 };
    AUTO(xml_result_done) struct xml_result second = { 0 };
    struct err err = ERR_INIT;

    ok(!xml_eval(xml_root(xml), &by_name, &found, &err) && found.n == 1,
       "quotes in a variable are text");
    ok(!xml_eval(xml_root(xml), &by_number, &second, &err) &&
           second.n == 1 && str_eq(second.items[0].text, "y"),
       "a number can select by position");
    is_int(xml_set(xml_root(xml), &by_number, "z", &err), 0,
           "edits take variables, too");
}

static void check_eval(void)
{
    AUTO(xml_free) struct xml *xml = parse("<a><b/><c/><b>2</b></a>");
    AUTO(xml_result_done) struct xml_result count = { 0 }, truth = { 0 },
                                            text = { 0 };
    AUTO(xml_nodes_done) struct xml_nodes all = { 0 };
    struct xml_node *root = xml_root(xml);
    struct err err = ERR_INIT;
    AUTO(free) char *where = NULL;

    xml_eval(root, XML_PATH("count(b)"), &count, &err);
    ok(count.type == XML_NUMBER && count.number > 1.5 && count.number < 2.5,
       "a number is a number");
    xml_eval(root, XML_PATH("b = '2'"), &truth, &err);
    ok(truth.type == XML_BOOLEAN && truth.truth, "a truth is a truth");
    xml_eval(root, XML_PATH("string(b[2])"), &text, &err);
    ok(text.type == XML_STRING && str_eq(text.text, "2"), "text is text");
    all = xml_all(root, "//b | //c");
    ok(all.n == 3 && all.v[1] == xml_find(root, "c"),
       "elements come in the order of the document");
    where = xml_where(all.v[2]);
    is_str(where, "b[2]", "an element can be named");
    ok(!xml_get(root, "d") && !xml_find(root, "d"), "nothing is NULL");
}

static void check_frozen(void)
{
    AUTO(xml_free) struct xml *xml = parse("<a b=\"1\"><c/></a>");
    AUTO(xml_free) struct xml *copy = NULL;
    struct xml_node *root = xml_root(xml), *c = xml_find(root, "c");
    struct err err = ERR_INIT;

    xml_freeze(xml, "from now on");
    failed(xml_set(root, XML_PATH("@b"), "2", &err), &err,
           "read-only from now on", "a frozen document says why");
    failed(xml_set(root, XML_PATH("x/y"), "2", &err), &err, "read-only",
           "nothing can be created in it");
    failed(xml_set_text(c, "t", &err), &err, "read-only", "no text be set");
    failed(xml_set_attribute(c, "d", "1", &err), &err, "read-only",
           "no attribute");
    failed(xml_remove(root, XML_PATH("c"), &err), &err, "read-only",
           "nothing removed");
    failed(xml_remove_node(c, &err), &err, "read-only", "no element, either");
    failed(xml_ns(xml, "p", "urn:p", &err), &err, "read-only", "no prefix");
    ok(!xml_new(xml, "d", &err) && !xml_new_text(xml, "<d/>", &err),
       "and nothing made for it");
    xml_find(root, "qemu:x");
    is_xml(xml, "<a b=\"1\"><c/></a>", "it is what it was");
    copy = xml_copy(xml);
    is_int(xml_set(xml_root(copy), XML_PATH("@b"), "2", &err), 0,
           "a copy of it can be edited");
    is_xml(xml, "<a b=\"1\"><c/></a>", "and is another one");
}

int main(void)
{
    check_refused();
    check_kept();
    check_set();
    check_set_fails();
    check_remove();
    check_lifetime();
    check_add();
    check_namespaces();
    check_variables();
    check_eval();
    check_frozen();
    return done_testing();
}
