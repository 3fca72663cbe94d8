/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/seed.h"
#include "base/mem.h"
#include "guest/yaml.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

/* A config drive has a set of files for each version of its format. */
enum { FILES_MOST = 64 };

struct renewal {
    const struct seed_machine *machine;
    struct seed_news *news;
    const char *file; /* in messages */
    char *old_hostname;
};

void seed_news_done(struct seed_news *news)
{
    strv_done(&news->clashes);
    strv_done(&news->notes);
}

bool seed_is_label(const char *label)
{
    return !strcasecmp(label, "cidata") || !strcasecmp(label, "config-2");
}

/* ---- values ------------------------------------------------------------- */

/* A name without a domain gets that of the old one. */
static char *with_domain(const char *hostname, const char *old)
{
    const char *domain = old ? strchr(old, '.') : NULL;

    return strchr(hostname, '.') || !domain ? mem_dup(hostname)
                                            : mem_fmt("%s%s", hostname, domain);
}

static char *rewrite(const struct renewal *renewal, const char *text)
{
    const struct seed_machine *machine = renewal->machine;

    return machine->rewrite ? machine->rewrite(machine->data, text) : NULL;
}

static bool is_mac(const char *text)
{
    return strlen(text) == 17 && strspn(text, "0123456789abcdefABCDEF:-") == 17;
}

/* "10.0.0.5/24", "fd00::5". */
static bool is_address(const char *text)
{
    AUTO(free) char *host = mem_ndup(text, strcspn(text, "/"));
    unsigned char bytes[16];

    return inet_pton(AF_INET, host, bytes) == 1 ||
           inet_pton(AF_INET6, host, bytes) == 1;
}

/* In netplan's form, and in cloud-init's older one. */
static bool is_own_address(const struct yaml_value *value)
{
    bool new =
        !strcmp(value->key, "addresses") && strcmp(value->above, "nameservers");
    bool old =
        !strcmp(value->key, "address") && !strcmp(value->above, "subnets");

    return (new || old) && is_address(value->text);
}

/* ---- files -------------------------------------------------------------- */

static char *change_network(const struct yaml_value *value, void *data)
{
    struct renewal *renewal = data;
    char *new;

    if (is_own_address(value))
        strv_fmt(&renewal->news->clashes,
                 "%s gives both machines the address %s", renewal->file,
                 value->text);
    if (!is_mac(value->text))
        return NULL;
    new = rewrite(renewal, value->text);
    if (!new)
        strv_fmt(&renewal->news->notes,
                 "%s names the MAC address %s, which no interface has",
                 renewal->file, value->text);
    return new;
}

static char *renew_network(struct renewal *renewal, const char *old,
                           struct err *err)
{
    return yaml_rewrite(old, change_network, renewal, err);
}

static char *change_meta(const struct yaml_value *value, void *data)
{
    struct renewal *renewal = data;

    if (value->top && !strcmp(value->key, "local-hostname"))
        mem_set(&renewal->old_hostname, mem_dup(value->text));
    return rewrite(renewal, value->text);
}

static char *renew_meta(struct renewal *renewal, const char *old,
                        struct err *err)
{
    AUTO(free) char *text = yaml_rewrite(old, change_meta, renewal, err);
    AUTO(free) char *named = NULL;
    AUTO(free)
    char *hostname =
        with_domain(renewal->machine->hostname, renewal->old_hostname);

    if (text)
        named = yaml_set(text, "local-hostname", hostname, err);
    return named ? yaml_set(named, "instance-id", renewal->machine->instance_id,
                            err)
                 : NULL;
}

/* OpenStack's. */
static char *change_drive(const struct yaml_value *value, void *data)
{
    struct renewal *renewal = data;
    const struct seed_machine *machine = renewal->machine;

    if (value->top && !strcmp(value->key, "uuid"))
        return mem_dup(machine->instance_id);
    if (value->top && !strcmp(value->key, "name"))
        return mem_dup(machine->hostname);
    if (value->top && !strcmp(value->key, "hostname"))
        return with_domain(machine->hostname, value->text);
    return rewrite(renewal, value->text);
}

static char *renew_drive(struct renewal *renewal, const char *old,
                         struct err *err)
{
    AUTO(free) char *text = yaml_rewrite(old, change_drive, renewal, err);

    return text ? yaml_set(text, "uuid", renewal->machine->instance_id, err)
                : NULL;
}

static void once(struct strv *list, char *text)
{
    if (strv_has(list, text))
        free(text);
    else
        strv_take(list, text);
}

/* What a user's data says wins over the seed's. */
static char *change_user(const struct yaml_value *value, void *data)
{
    struct renewal *renewal = data;
    const struct seed_machine *machine = renewal->machine;

    if (!strcmp(value->above, "ssh_keys"))
        once(&renewal->news->clashes,
             mem_fmt("%s gives both machines the same SSH host keys",
                     renewal->file));
    if (value->top && !strcmp(value->key, "preserve_hostname") &&
        !strcasecmp(value->text, "true"))
        once(&renewal->news->clashes,
             mem_fmt("%s has preserve_hostname: the guest keeps the host name "
                     "that it has",
                     renewal->file));
    if (value->top &&
        (!strcmp(value->key, "hostname") || !strcmp(value->key, "fqdn")))
        return with_domain(machine->hostname, value->text);
    return NULL;
}

/* A script or a multipart text may do anything. What a template or another
 * YAML is to us is theirs, too. */
static char *renew_user(struct renewal *renewal, const char *old,
                        struct err *err)
{
    struct err why = ERR_INIT;
    char *new = NULL;

    (void)err;
    if (str_starts(old, "#cloud-config"))
        new = yaml_rewrite(old, change_user, renewal, &why);
    if (new)
        return new;
    if (strstr(old, "hostname"))
        strv_fmt(&renewal->news->notes,
                 "%s stays as it is, and says something of a hostname%s%s",
                 renewal->file, *why.text ? ": " : "", why.text);
    return mem_dup(old);
}

/* Those that are not here are kept. */
static const struct role {
    const char *glob;
    char *(*renew)(struct renewal *renewal, const char *old, struct err *err);
} roles[] = {
    { "meta-data", renew_meta },
    { "user-data", renew_user },
    { "network-config", renew_network },
    { "openstack/*/meta_data.json", renew_drive },
    { "openstack/*/user_data", renew_user },
    { "openstack/*/network_data.json", renew_network },
    { "ec2/*/meta-data.json", renew_meta },
    { "ec2/*/user-data", renew_user },
};

static const struct role *role_of(const char *file)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (!fnmatch(roles[i].glob, file, FNM_PATHNAME))
            return &roles[i];
    return NULL;
}

int seed_read(const struct media *media, struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };

    if (media_list(media, &names, err))
        return -1;
    for (size_t i = 0; i < names.n; i++) {
        char *text;

        if (!role_of(names.v[i]))
            continue;
        if (ret->n == 2 * FILES_MOST)
            return err_fail(err, "'%s' has too many files for a seed",
                            media->name);
        text = media_read(media, names.v[i], err);
        if (!text)
            return -1;
        strv_add(ret, names.v[i]);
        strv_take(ret, text);
    }
    return 0;
}

int seed_text(const char *path, char **ret, struct err *err)
{
    AUTO(file_close) FILE *file = fopen(path, "re");
    AUTO(buf_done) struct buf text = { 0 };
    char piece[4096];
    size_t n;

    if (!file)
        return err_sys(err, "cannot open '%s'", path);
    while ((n = fread(piece, 1, sizeof(piece), file)) &&
           text.n <= MEDIA_FILE_MOST)
        buf_addn(&text, piece, n);
    if (ferror(file))
        return err_sys(err, "cannot read '%s'", path);
    if (text.n > MEDIA_FILE_MOST || (text.n && memchr(text.text, 0, text.n)))
        return err_fail(err, "'%s' is no text of at most %s", path,
                        str_size(MEDIA_FILE_MOST).text);
    mem_set(ret, buf_take(&text));
    return 0;
}

/* ---- all of them -------------------------------------------------------- */

static size_t find(const struct strv *files, const char *name)
{
    size_t i = 0;

    while (i < files->n && strcmp(files->v[i], name))
        i += 2;
    return i;
}

const char *seed_file(const struct strv *files, const char *name)
{
    size_t i = find(files, name);

    return i < files->n ? files->v[i + 1] : NULL;
}

void seed_put(struct strv *files, const char *name, const char *text)
{
    size_t i = find(files, name);

    if (i < files->n) {
        mem_set(&files->v[i + 1], mem_dup(text));
        return;
    }
    strv_add(files, name);
    strv_add(files, text);
}

static bool is_drive(const struct strv *files)
{
    for (size_t i = 0; i < files->n; i += 2)
        if (str_starts(files->v[i], "openstack/"))
            return true;
    return false;
}

/* Without either of the two cloud-init does not take a NoCloud seed. */
static void complete(struct strv *files)
{
    if (is_drive(files))
        return;
    if (!seed_file(files, "meta-data"))
        seed_put(files, "meta-data", "");
    if (!seed_file(files, "user-data"))
        seed_put(files, "user-data", "#cloud-config\n");
}

int seed_renew(struct strv *files, const struct seed_machine *machine,
               struct seed_news *news, struct err *err)
{
    complete(files);
    for (size_t i = 0; i < files->n; i += 2) {
        struct renewal renewal = {
            .machine = machine,
            .news = news,
            .file = files->v[i],
        };
        const struct role *role = role_of(files->v[i]);
        char *new = role ? role->renew(&renewal, files->v[i + 1], err)
                         : mem_dup(files->v[i + 1]);

        free(renewal.old_hostname);
        if (!new)
            return err_wrap(err, "%s of the seed", files->v[i]);
        mem_set(&files->v[i + 1], new);
    }
    return 0;
}
