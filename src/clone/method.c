/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/method.h"
#include "base/mem.h"

#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>

/* As much as the source takes: more than most ways that share. */
static uint64_t bytes(const struct store_job *job)
{
    return job->from->allocation;
}

const struct engine engine_script = {
    .name = "script",
    .help = "a script makes it",
    .by_name = true,
    .bytes = bytes,
};

static bool is_own(const char *name)
{
    bool own = !strcmp(name, "auto");

    for (size_t i = 0; store_engines[i]; i++)
        own |= !strcmp(store_engines[i]->name, name);
    return own;
}

static void scripted(const struct clone *clone, struct strv *ret)
{
    struct clone_hooks *hooks = clone->hooked ? clone->spec->hooks : NULL;

    if (hooks)
        hooks->methods(hooks, clone, ret);
}

int method_check(const struct clone *clone, const char *name, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *all = NULL;
    const char *near;

    if (is_own(name))
        return 0;
    scripted(clone, &names);
    if (strv_has(&names, name))
        return 0;
    strv_add(&names, "auto");
    for (size_t i = 0; store_engines[i]; i++)
        strv_add(&names, store_engines[i]->name);
    near = str_closest(name, (const char *const *)names.v, names.n);
    all = strv_join(&names, " ");
    return err_usage(err, "method: '%s' is not one of: %s%s%s%s", name, all,
                     near ? " (did you mean '" : "", near ? near : "",
                     near ? "'?)" : "");
}

const struct engine *method_pick(struct clone *clone, struct disk *disk,
                                 struct err *err)
{
    struct clone_hooks *hooks = clone->spec->hooks;
    const char *method = disk->choice.method;
    struct store_job job = disk_job(clone, disk);

    if (is_own(method) && clone->spec->offline && strcmp(method, "auto"))
        return store_named(method, err);
    if (is_own(method))
        return store_pick(&job, &disk->why, err);
    if (method_check(clone, method, err))
        return NULL;
    if (!hooks->can_make(hooks, clone, disk, &job, err))
        return &engine_script;
    if (err->code == ERR_FAILED)
        err_wrap(err, "method '%s' cannot make it", method);
    return NULL;
}

/* What the script made is on the disk before the domain is defined. */
static int settle(const struct store_job *job, struct err *err)
{
    AUTO(free) char *copy = mem_dup(job->path);
    AUTO(fd_close) int fd = -1;
    AUTO(fd_close) int dir = -1;
    struct stat st;

    if (!job->local || store_is_device(job->path))
        return 0;
    if (stat(job->path, &st))
        return err_sys(err, "method '%s' has made no '%s'", job->method,
                       job->path);
    if (!S_ISREG(st.st_mode))
        return 0;
    fd = open(job->path, O_RDONLY | O_CLOEXEC);
    dir = open(dirname(copy), O_RDONLY | O_CLOEXEC);
    if (fd < 0 || dir < 0 || fsync(fd) || fsync(dir))
        return err_sys(err, "cannot write '%s'", job->path);
    return 0;
}

int method_make(struct clone *clone, const struct disk *disk,
                const struct store_job *job, struct err *err)
{
    struct clone_hooks *hooks = clone->spec->hooks;

    if (disk->engine != &engine_script)
        return disk->engine->make(job, err);
    if (hooks->make(hooks, clone, disk, job, err))
        return -1;
    return settle(job, err);
}

const char *method_name(const struct disk *disk)
{
    return disk->engine == &engine_script ? disk->choice.method
                                          : disk->engine->name;
}
