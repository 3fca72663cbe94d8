/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/guard.h"
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/str.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

struct guest_guard {
    const atomic_bool *stop;
    atomic_int qemu; /* a pidfd + 1; 0: not yet */
    pthread_t watcher;
    bool watched;
    pthread_mutex_t mutex;
    pthread_cond_t over;
    bool done;
};

/* supermin, which builds the appliance, and QEMU itself. What else of that
 * name this process has as a child, it has for the command that is stopped. */
static bool is_part(const char *name)
{
    return str_starts(name, "supermin") || str_starts(name, "qemu-system") ||
           str_starts(name, "qemu-kvm");
}

static void kill_if_part(const char *pid)
{
    AUTO(free) char *path = mem_fmt("/proc/%s/stat", pid);
    AUTO(file_close) FILE *file = fopen(path, "re");
    char name[32];
    int parent;

    if (file && fscanf(file, "%*d (%31[^)]) %*c %d", name, &parent) == 2 &&
        parent == (int)getpid() && is_part(name))
        kill((pid_t)atoi(pid), SIGKILL);
}

static void kill_children(void)
{
    DIR *dir = opendir("/proc");
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (str_is_number(entry->d_name))
            kill_if_part(entry->d_name);
    if (dir)
        closedir(dir);
}

static void stop_it(struct guest_guard *guard)
{
    int fd = atomic_load(&guard->qemu) - 1;

    if (fd < 0)
        kill_children();
    else
        syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
}

static struct timespec soon(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += 100 * 1000 * 1000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void *watch(void *data)
{
    struct guest_guard *guard = data;

    pthread_mutex_lock(&guard->mutex);
    while (!guard->done) {
        struct timespec until = soon();

        if (atomic_load(guard->stop))
            stop_it(guard);
        pthread_cond_timedwait(&guard->over, &guard->mutex, &until);
    }
    pthread_mutex_unlock(&guard->mutex);
    return NULL;
}

struct guest_guard *guard_start(const atomic_bool *stop)
{
    struct guest_guard *guard = mem_new(1, sizeof(*guard));

    guard->stop = stop;
    pthread_mutex_init(&guard->mutex, NULL);
    pthread_cond_init(&guard->over, NULL);
    guard->watched =
        stop && !pthread_create(&guard->watcher, NULL, watch, guard);
    return guard;
}

void guard_appliance(struct guest_guard *guard, pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);

    atomic_store(&guard->qemu, fd + 1);
}

void guard_end(struct guest_guard *guard)
{
    if (!guard)
        return;
    pthread_mutex_lock(&guard->mutex);
    guard->done = true;
    pthread_cond_signal(&guard->over);
    pthread_mutex_unlock(&guard->mutex);
    if (guard->watched)
        pthread_join(guard->watcher, NULL);
    pthread_cond_destroy(&guard->over);
    pthread_mutex_destroy(&guard->mutex);
    fd_close(atomic_load(&guard->qemu) - 1);
    free(guard);
}
