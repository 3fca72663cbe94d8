/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/sockets.h"
#include "base/mem.h"

#include <dirent.h>
#include <sys/socket.h>
#include <sys/stat.h>

static bool has(const struct sockets *set, ino_t inode)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->v[i] == inode)
            return true;
    return false;
}

static int option(int fd, int name)
{
    socklen_t size = sizeof(int);
    int value;

    return getsockopt(fd, SOL_SOCKET, name, &value, &size) < 0 ? -1 : value;
}

static bool is_stream(int fd)
{
    int domain = option(fd, SO_DOMAIN);

    return option(fd, SO_TYPE) == SOCK_STREAM &&
           option(fd, SO_ACCEPTCONN) == 0 &&
           (domain == AF_UNIX || domain == AF_INET || domain == AF_INET6);
}

/* Works on the numbers themselves: closing a duplicate would drop this
 * process's locks on the file behind it. */
static void each(void (*use)(int fd, ino_t inode, void *data), void *data)
{
    DIR *dir = opendir("/proc/self/fd");
    struct dirent *entry;
    struct stat st;

    while (dir && (entry = readdir(dir))) {
        int fd =
            *entry->d_name == '.' ? -1 : (int)strtol(entry->d_name, NULL, 10);

        if (is_stream(fd) && fstat(fd, &st) == 0)
            use(fd, st.st_ino, data);
    }
    if (dir)
        closedir(dir);
}

struct scan {
    struct sockets *set;
    const struct sockets *except;
};

static void scan_one(int fd, ino_t inode, void *data)
{
    struct scan *scan = data;
    struct sockets *set = scan->set;

    (void)fd;
    if (has(scan->except, inode) || has(set, inode))
        return;
    set->v = mem_more(set->v, set->n, sizeof(*set->v));
    set->v[set->n++] = inode;
}

void sockets_scan(struct sockets *set, const struct sockets *except)
{
    struct scan scan = { set, except };

    sockets_done(set);
    each(scan_one, &scan);
}

static void shut_one(int fd, ino_t inode, void *data)
{
    const struct sockets *set = data;

    if (has(set, inode))
        shutdown(fd, SHUT_RDWR);
}

void sockets_shut(const struct sockets *set)
{
    each(shut_one, (void *)set);
}

void sockets_done(struct sockets *set)
{
    free(set->v);
    *set = (struct sockets){ 0 };
}
