/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/inside.h"
#include "base/mem.h"
#include "clone/passphrases.h"
#include "virt/conn.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <string.h>

/* LUKS in a qcow2 file is QEMU's, and libguestfs cannot give it the key. */
int inside_check(const struct image *image, const char *target, struct err *err)
{
    if (image->encrypted && strcmp(image->format, "raw") != 0)
        return err_fail(err,
                        "disk %s is encrypted inside its %s image, which "
                        "libguestfs cannot open",
                        target, image->format);
    return 0;
}

void inside_done(struct inside *inside)
{
    for (size_t i = 0; i < inside->n; i++)
        image_done(&inside->images[i]);
    free(inside->images);
    free(inside->name);
    passphrases_done(&inside->keys);
    *inside = (struct inside){ 0 };
}

void inside_drives(const struct inside *inside, struct guest_drives *into)
{
    for (size_t i = 0; i < inside->n; i++)
        guest_drives_add(into, inside->images[i].path,
                         inside->images[i].format);
}

/* Who writes to a file system must be the only one who knows it. */
static int check_state(virDomainPtr domain, struct err *err)
{
    int active = virDomainIsActive(domain);

    if (active < 0)
        return virt_err(err, "cannot ask for its state");
    if (active)
        return err_fail(err, "it is running, and the file systems of a "
                             "running machine cannot be relied on: shut it "
                             "down first");
    if (virDomainHasManagedSaveImage(domain, 0) > 0)
        return err_fail(err, "it has a managed save, and so its file systems "
                             "are in use: start it and shut it down first");
    if (!conn_is_local(virDomainGetConnect(domain)))
        return err_fail(err, "its disks are not on this machine");
    return 0;
}

static int add_disk(struct inside *inside, struct xml_node *node,
                    virConnectPtr vir, struct err *err)
{
    AUTO(free) char *target = xml_get(node, "target/@dev");
    struct image *image;

    inside->images =
        mem_more(inside->images, inside->n, sizeof(*inside->images));
    image = &inside->images[inside->n++];
    *image = (struct image){ 0 };
    image_read(image, node);
    if (image_probe(image, vir, true, err))
        return -1;
    if (!image->path)
        return err_fail(err, "disk %s has no path on this machine", target);
    return inside_check(image, target, err);
}

static int add_disks(struct inside *inside, struct xml *xml, virConnectPtr vir,
                     struct err *err)
{
    AUTO(xml_nodes_done)
    struct xml_nodes nodes =
        xml_all(xml_root(xml), "devices/disk[not(@device) or @device = 'disk']"
                               "[source and not(readonly) and not(shareable)]");

    for (size_t i = 0; i < nodes.n; i++)
        if (add_disk(inside, nodes.v[i], vir, err))
            return -1;
    return inside->n ? 0 : err_fail(err, "it has no disk of its own");
}

int inside_read(virDomainPtr domain, const struct strv *key_files,
                struct inside *ret, struct err *err)
{
    virConnectPtr vir = virDomainGetConnect(domain);
    AUTO(free) char *text = NULL;
    AUTO(xml_free) struct xml *xml = NULL;

    ret->name = mem_dup(virDomainGetName(domain));
    if (check_state(domain, err))
        return -1;
    text = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
    if (!text)
        return virt_err(err, "cannot read its XML");
    xml = xml_parse(text, ret->name, err);
    if (!xml || add_disks(ret, xml, vir, err) ||
        passphrases_of_files(key_files, &ret->keys, err))
        return -1;
    passphrases_of_domain(vir, xml, &ret->keys);
    return 0;
}
