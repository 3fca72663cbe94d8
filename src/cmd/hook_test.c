/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_test.h"
#include "base/mem.h"
#include "clone/batch.h"
#include "cmd/clone_plan.h"
#include "lua/hooks.h"
#include "shell/session.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <string.h>

static const char test_name[] = "hook-test";
enum { FILE_LIMIT = 4 * 1024 * 1024 };

/* ---- the source --------------------------------------------------------- */

static char *read_all(const char *path, struct err *err)
{
    AUTO(file_close) FILE *file = fopen(path, "r");
    AUTO(buf_done) struct buf text = { 0 };
    char chunk[4096];
    size_t n;

    if (!file) {
        err_sys(err, "%s", path);
        return NULL;
    }
    while ((n = fread(chunk, 1, sizeof(chunk), file)) && text.n < FILE_LIMIT)
        buf_addn(&text, chunk, n);
    return buf_take(&text);
}

/* A pool for each directory of an image, and a volume for the image: the test
 * driver knows no files. */
static void add_storage(struct buf *host, struct xml *domain)
{
    AUTO(xml_nodes_done) struct xml_nodes sources =
        xml_all(xml_root(domain), "devices/disk/source[@file]");

    for (size_t i = 0; i < sources.n; i++) {
        AUTO(free) char *path = xml_get(sources.v[i], "@file");
        const char *slash = strrchr(path, '/');
        int n = slash ? (int)(slash - path) : 0;

        if (n && !strpbrk(path, "<>&'"))
            buf_fmt(host,
                    "<pool type='dir'><name>pool%zu</name><target>"
                    "<path>%.*s</path></target><volume><name>%s</name>"
                    "<capacity>1048576</capacity><allocation>0</allocation>"
                    "<target><path>%s</path><format type='raw'/></target>"
                    "</volume></pool>",
                    i, n, path, slash + 1, path);
    }
}

/* A host of the test driver that has this domain, shut off. */
static char *host_of(struct xml *domain, struct err *err)
{
    AUTO(buf_done) struct buf host = { 0 };
    AUTO(free) char *text = NULL;
    struct xml_node *state = NULL;

    if (xml_set(xml_root(domain), XML_PATH("@type"), "test", err))
        return NULL;
    state = xml_new_text(domain,
                         "<t:runstate xmlns:t='http://libvirt.org/schemas/"
                         "domain/test/1.0'>5</t:runstate>",
                         err);
    if (!state || xml_put(xml_root(domain), state, NULL, err))
        return NULL;
    text = xml_text(domain);
    buf_fmt(&host, "<node>%s", text);
    add_storage(&host, domain);
    buf_add(&host, "</node>");
    return buf_take(&host);
}

static virConnectPtr open_host(const char *text, struct err *err)
{
    char path[] = "/tmp/virt-twin-host.XXXXXX";
    AUTO(fd_close) int fd = mkstemp(path);
    AUTO(free) char *uri = mem_fmt("test://%s", path);
    virConnectPtr vir = NULL;

    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        err_sys(err, "cannot write %s", path);
        return NULL;
    }
    vir = virConnectOpen(uri);
    if (!vir)
        virt_err(err, "libvirt's test driver does not take the XML");
    unlink(path);
    return vir;
}

/* *ret_source: the domain's name, to be freed. */
static virConnectPtr open_file(const char *path, char **ret_source,
                               struct err *err)
{
    AUTO(free) char *text = read_all(path, err);
    AUTO(xml_free) struct xml *domain = text ? xml_parse(text, path, err) : NULL;
    AUTO(free) char *name = domain ? xml_get(xml_root(domain), "name") : NULL;
    AUTO(free) char *host = NULL;

    if (!domain)
        return NULL;
    if (!name) {
        err_fail(err, "%s: the domain has no name", path);
        return NULL;
    }
    host = host_of(domain, err);
    *ret_source = TAKE(name);
    return host ? open_host(host, err) : NULL;
}

static virConnectPtr open_source(struct session *session,
                                 const struct hook_test *test,
                                 char **ret_source, struct err *err)
{
    virConnectPtr vir;

    if (test->xml)
        return open_file(test->xml, ret_source, err);
    *ret_source = mem_dup(test->source);
    vir = session_connect(session, err);
    if (vir)
        virConnectRef(vir);
    return vir;
}

/* ---- the test ----------------------------------------------------------- */

static int plan(struct session *session, const struct clone_spec *spec,
                virConnectPtr vir, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    struct batch_options options = { .spec = spec, .names = &names };
    AUTO(batch_free) struct batch *batch = NULL;
    const struct clone *clone;

    strv_add(&names, test_name);
    batch = batch_plan(&options, vir, err);
    for (size_t i = 0; i < spec->trace->n; i++)
        fprintf(session->out, "%s\n", spec->trace->v[i]);
    if (!batch)
        return -1;
    clone = batch_clone(batch, 0);
    for (size_t i = 0; i < clone->warnings.n; i++)
        session_warn(session, "%s", clone->warnings.v[i]);
    return clone_plan_show(session, clone, err);
}

static void close_connection(virConnectPtr vir)
{
    if (vir)
        virConnectClose(vir);
}
CLEANUP_FUNC(virConnectPtr, close_connection);

int hook_test_run(struct session *session, const struct hook_test *test,
                  struct err *err)
{
    static const struct strv nowhere = { 0 };
    AUTO(lua_hooks_free) struct clone_hooks *own = NULL;
    AUTO(strv_done) struct strv trace = { 0 };
    AUTO(free) char *source = NULL;
    AUTO(close_connection)
    virConnectPtr vir = open_source(session, test, &source, err);
    struct clone_spec spec = {
        .source = source,
        .hooks = session->hooks,
        .hook_sets = test->sets,
        .schema = session->schema,
        .stop = &session->interrupted,
        .dry_run = true,
        .trace = &trace,
        .twice = true,
    };

    if (!vir)
        return -1;
    if (test->files->n) {
        spec.hooks = own = lua_hooks_new(test->files, false);
        lua_hooks_adjust(own, &nowhere, NULL);
    }
    return plan(session, &spec, vir, err);
}
