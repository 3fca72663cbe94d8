/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to and from volumes that only the daemon can reach. */
#include "base/mem.h"
#include "store/volume.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* ---- streams ------------------------------------------------------------ */

static void stream_free(virStreamPtr stream)
{
    if (stream)
        virStreamFree(stream);
}
CLEANUP_FUNC(virStreamPtr, stream_free);

static int to_stream(virStreamPtr stream, char *bytes, size_t n, void *data)
{
    (void)stream;
    return (int)read(*(int *)data, bytes, n);
}

static int from_stream(virStreamPtr stream, const char *bytes, size_t n,
                       void *data)
{
    (void)stream;
    return (int)write(*(int *)data, bytes, n);
}

static int finish(virStreamPtr stream, struct err *err, const char *what)
{
    return virStreamFinish(stream) ? virt_err(err, "cannot %s", what) : 0;
}

/* ---- to ----------------------------------------------------------------- */

static char *raw_xml(const struct store_job *job, uint64_t size,
                     struct err *err)
{
    static const char plain[] =
        "<volume><target><format type='raw'/></target></volume>";
    AUTO(xml_free) struct xml *xml = xml_parse(plain, "volume", err);
    AUTO(free) char *bytes = mem_fmt("%llu", (unsigned long long)size);
    struct xml_node *root = xml ? xml_root(xml) : NULL;

    if (!root || xml_set(root, XML_PATH("name"), job->name, err) ||
        xml_set(root, XML_PATH("capacity"), bytes, err) ||
        xml_set(root, XML_PATH("allocation"), bytes, err))
        return NULL;
    return xml_text(xml);
}

static int fill(const struct store_job *job, virStorageVolPtr volume, int fd,
                struct err *err)
{
    AUTO(stream_free) virStreamPtr stream = virStreamNew(job->vir, 0);

    if (!stream || virStorageVolUpload(volume, stream, 0, 0, 0))
        return virt_err(err, "cannot write to volume '%s'", job->name);
    if (virStreamSendAll(stream, to_stream, &fd))
        return virt_err(err, "cannot write to volume '%s'", job->name);
    return finish(stream, err, "write to the volume");
}

int volume_upload(const struct store_job *job, int fd, struct err *err)
{
    AUTO(volume_free) virStorageVolPtr volume = NULL;
    AUTO(free) char *xml = NULL;
    struct stat st;

    if (fstat(fd, &st) || lseek(fd, 0, SEEK_SET))
        return err_sys(err, "cannot read what goes to '%s'", job->name);
    xml = raw_xml(job, (uint64_t)st.st_size, err);
    volume = xml ? volume_make(job, xml, NULL, err) : NULL;
    return volume ? fill(job, volume, fd, err) : -1;
}

/* ---- from --------------------------------------------------------------- */

/* What is not fetched reads as zeroes, as far as the image goes. */
static int receive(const struct image *image, virConnectPtr vir, uint64_t most,
                   int fd, struct err *err)
{
    AUTO(volume_free) virStorageVolPtr volume = image_volume(image, vir, err);
    AUTO(stream_free) virStreamPtr stream = virStreamNew(vir, 0);
    uint64_t n = image->capacity < most ? image->capacity : most;

    if (!volume)
        return -1;
    if (!stream || virStorageVolDownload(volume, stream, 0, n, 0) ||
        virStreamRecvAll(stream, from_stream, &fd))
        return virt_err(err, "cannot read volume '%s'", image->path);
    if (ftruncate(fd, (off_t)image->capacity))
        return err_sys(err, "cannot keep '%s'", image->path);
    return finish(stream, err, "read the volume");
}

int volume_fetch(const struct image *image, virConnectPtr vir, uint64_t most,
                 struct err *err)
{
    AUTO(fd_close) int fd = -1;
    int own;

    if (image->opened) {
        own = open(image->path, O_RDONLY | O_CLOEXEC);
        return own < 0 ? err_sys(err, "cannot open '%s'", image->path) : own;
    }
    fd = memfd_create("image", MFD_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "cannot keep '%s'", image->path);
    if (receive(image, vir, most, fd, err))
        return -1;
    own = fd;
    fd = -1;
    return own;
}
