/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/templates.h"
#include "base/mem.h"
#include "store/qemu_img.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

struct template {
    char *key;
    int fd;
};

struct templates {
    pthread_mutex_t mutex;
    struct template *v;
    size_t n;
};

struct templates *templates_new(void)
{
    struct templates *templates = mem_new(1, sizeof(*templates));

    pthread_mutex_init(&templates->mutex, NULL);
    return templates;
}

void templates_free(struct templates *templates)
{
    if (!templates)
        return;
    for (size_t i = 0; i < templates->n; i++) {
        fd_close(templates->v[i].fd);
        free(templates->v[i].key);
    }
    free(templates->v);
    pthread_mutex_destroy(&templates->mutex);
    free(templates);
}

/* -u: the backing image need not be opened. Its path is absolute, for the
 * overlay may be in another directory, and its format is recorded, for QEMU
 * must not guess it. */
static int create(const struct store_job *job, int fd, struct err *err)
{
    AUTO(free) char *path = mem_fmt("/dev/fd/%d", fd);
    AUTO(free) char *size = mem_fmt("%llu", (unsigned long long)job->size);
    const char *const argv[] = {
        "qemu-img", "create", "-q",
        "-u",       "-f",     "qcow2",
        "-b",       job->from->path,
        "-F",       job->from->format,
        "--",       path,     size,
        NULL,
    };

    return qemu_img_run(job, fd, argv, err);
}

static int add(struct templates *templates, char **key,
               const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int fd = memfd_create("overlay", MFD_CLOEXEC);
    struct template *template;

    if (fd < 0)
        return err_sys(err, "cannot make an overlay in memory");
    if (create(job, fd, err))
        return -1;
    templates->v =
        mem_more(templates->v, templates->n, sizeof(*templates->v));
    template = &templates->v[templates->n++];
    template->key = TAKE(*key);
    template->fd = fd;
    fd = -1;
    return template->fd;
}

static int find(struct templates *templates, const char *key)
{
    for (size_t i = 0; i < templates->n; i++)
        if (!strcmp(templates->v[i].key, key))
            return templates->v[i].fd;
    return -1;
}

int templates_get(struct templates *templates, const struct store_job *job,
                  struct err *err)
{
    AUTO(free) char *key =
        mem_fmt("%llu %s %s", (unsigned long long)job->size,
                job->from->format, job->from->path);
    int fd;

    pthread_mutex_lock(&templates->mutex);
    fd = find(templates, key);
    if (fd < 0)
        fd = add(templates, &key, job, err);
    pthread_mutex_unlock(&templates->mutex);
    return fd;
}
