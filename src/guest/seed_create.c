/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seed that a hook fills. */
#include "base/mem.h"
#include "guest/seed.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* No way out of the medium: "a/b", but not "/a", "a//b", "a/", "." or "..". */
static bool is_name(const char *name)
{
    while (*name) {
        size_t n = strcspn(name, "/");

        if (!n || (n <= 2 && !strncmp(name, "..", n)))
            return false;
        name += n;
        if (!*name)
            return true;
        name++;
    }
    return false;
}

static int check(const struct strv *files, struct err *err)
{
    for (size_t i = 0; i < files->n; i += 2)
        if (!is_name(files->v[i]))
            return err_fail(err, "'%s' is no name for a file in a seed",
                            files->v[i]);
    if (!seed_file(files, "meta-data"))
        return err_fail(err, "cloud-init takes no seed without a file "
                             "'meta-data', that has an instance-id");
    return media_check(MEDIA_ISO, err);
}

int seed_create(const char *path, struct strv *files, const atomic_bool *stop,
                struct err *err)
{
    struct media_job job = { .label = "cidata", .files = files, .stop = stop };
    int rc;

    if (check(files, err))
        return err_wrap(err, "%s", path);
    if (!seed_file(files, "user-data"))
        seed_put(files, "user-data", "#cloud-config\n");
    job.fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (job.fd < 0)
        return err_sys(err, "cannot make '%s'", path);
    rc = media_write(&job, err);
    if (rc == 0 && fsync(job.fd))
        rc = err_sys(err, "cannot write '%s'", path);
    close(job.fd);
    if (rc)
        unlink(path);
    return rc;
}
