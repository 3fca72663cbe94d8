/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/passphrases.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static int add_file(const char *file, struct strv *ret, struct err *err)
{
    AUTO(file_close) FILE *in = fopen(file, "re");
    char *line = NULL;
    size_t room = 0;
    ssize_t n = in ? getline(&line, &room, in) : -1;

    if (n > 0 && line[n - 1] == '\n')
        line[--n] = '\0';
    if (n > 0) {
        strv_take(ret, line);
        return 0;
    }
    free(line);
    return in ? err_fail(err, "'%s' has no passphrase in its first line", file)
              : err_sys(err, "cannot read the passphrase in '%s'", file);
}

int passphrases_of_files(const struct strv *files, struct strv *ret,
                         struct err *err)
{
    for (size_t i = 0; files && i < files->n; i++)
        if (add_file(files->v[i], ret, err))
            return -1;
    return 0;
}

static virSecretPtr find_secret(virConnectPtr vir, struct xml_node *node)
{
    AUTO(free) char *uuid = xml_get(node, "@uuid");
    AUTO(free) char *usage = xml_get(node, "@usage");

    if (uuid)
        return virSecretLookupByUUIDString(vir, uuid);
    return virSecretLookupByUsage(vir, VIR_SECRET_USAGE_TYPE_VOLUME,
                                  usage ? usage : "");
}

/* A private one is told to nobody but QEMU: then --guest-key can. */
static void add_secret(virConnectPtr vir, struct xml_node *node,
                       struct strv *ret)
{
    virSecretPtr secret = find_secret(vir, node);
    size_t n = 0;
    unsigned char *value = secret ? virSecretGetValue(secret, &n, 0) : NULL;

    if (value)
        strv_take(ret, mem_ndup((char *)value, n));
    if (value)
        explicit_bzero(value, n);
    free(value);
    if (secret)
        virSecretFree(secret);
}

void passphrases_of_domain(virConnectPtr vir, struct xml *xml, struct strv *ret)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes =
        xml_all(xml_root(xml), "devices/disk//encryption/secret");

    for (size_t i = 0; i < nodes.n; i++)
        add_secret(vir, nodes.v[i], ret);
}

void passphrases_done(struct strv *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        explicit_bzero(keys->v[i], strlen(keys->v[i]));
    strv_done(keys);
}
