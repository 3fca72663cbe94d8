/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/state.h"
#include "base/cleanup.h"
#include "base/mem.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

/* mkdir -p for what is above the file. */
static int make_dirs(const char *file, struct err *err)
{
    for (const char *p = strchr(file + 1, '/'); p; p = strchr(p + 1, '/')) {
        AUTO(free) char *dir = mem_ndup(file, (size_t)(p - file));

        if (mkdir(dir, 0700) && errno != EEXIST)
            return err_sys(err, "cannot make directory '%s'", dir);
    }
    return 0;
}

static const char *home_dir(void)
{
    const char *home = getenv("HOME");
    const struct passwd *user;

    if (home && *home == '/')
        return home;
    user = getpwuid(geteuid());
    return user && *user->pw_dir == '/' ? user->pw_dir : NULL;
}

char *state_path(const char *name, struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME");
    AUTO(free) char *file = NULL;

    if (state && *state == '/')
        file = mem_fmt("%s/virt-twin/%s", state, name);
    else if (home_dir())
        file = mem_fmt("%s/.local/state/virt-twin/%s", home_dir(), name);
    else
        err_fail(err, "neither HOME nor XDG_STATE_HOME is an absolute path");
    return file && make_dirs(file, err) == 0 ? TAKE(file) : NULL;
}
