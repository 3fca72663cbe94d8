/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/loop.h"
#include "base/cleanup.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

/* Something to wait for: a descriptor, or a time. */
struct source {
    int id;
    bool gone;  /* removed: its data is freed by the loop, at the turn's end */
    int fd;     /* of a timer -1 */
    int polled; /* fd, or its duplicate where another source has fd, too */
    int events; /* of libvirt's, that epoll is told */
    int wanted; /* and those that it will be */
    int every;  /* ms, of a timer; below 0: it rests */
    int64_t due;
    virEventHandleCallback on_event;
    virEventTimeoutCallback on_time;
    void *data;
    virFreeCallback free;
};

/* What a turn does happens outside the mutex, for libvirt adds and removes
 * sources meanwhile, from there and from any thread. */
static struct {
    pthread_mutex_t mutex;
    struct source *v;
    size_t n;
    int last_id;
    int epoll, bell; /* the bell ends the loop's sleep; it has the id 0 */
    int64_t until;   /* when that ends by itself; 0: it is awake */
    int64_t late;    /* when sources are listened to again, see want */
} loop = {
    .mutex = PTHREAD_MUTEX_INITIALIZER,
    .epoll = -1,
    .bell = -1,
    .late = INT64_MAX,
};

enum { LATER_MS = 2 };

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- all with the mutex held --------------------------------------------- */

static void ring(void)
{
    uint64_t one = 1;

    (void)!write(loop.bell, &one, sizeof(one));
}

static struct source *find(int id)
{
    for (size_t i = 0; i < loop.n; i++)
        if (loop.v[i].id == id && !loop.v[i].gone)
            return &loop.v[i];
    return NULL;
}

static struct source *add(void *data, virFreeCallback free)
{
    struct source *source;

    loop.v = mem_more(loop.v, loop.n, sizeof(*loop.v));
    source = &loop.v[loop.n++];
    *source = (struct source){
        .id = ++loop.last_id,
        .fd = -1,
        .polled = -1,
        .every = -1,
        .due = INT64_MAX,
        .data = data,
        .free = free,
    };
    return source;
}

static const struct {
    int ours;
    uint32_t epolls;
} pairs[] = {
    { VIR_EVENT_HANDLE_READABLE, EPOLLIN },
    { VIR_EVENT_HANDLE_WRITABLE, EPOLLOUT },
    { VIR_EVENT_HANDLE_ERROR, EPOLLERR },
    { VIR_EVENT_HANDLE_HANGUP, EPOLLHUP },
};

static uint32_t to_epoll(int events)
{
    uint32_t ret = 0;

    for (size_t i = 0; i < COUNT(pairs); i++)
        ret |= events & pairs[i].ours ? pairs[i].epolls : 0;
    return ret;
}

static int from_epoll(uint32_t events)
{
    int ret = 0;

    for (size_t i = 0; i < COUNT(pairs); i++)
        ret |= events & pairs[i].epolls ? pairs[i].ours : 0;
    return ret;
}

/* epoll has forgotten who was there by this number: it was closed before it
 * was removed, and that must not take away what has the number now. */
static void forget_closed(const struct source *fresh)
{
    for (size_t i = 0; i < loop.n; i++)
        if (&loop.v[i] != fresh && loop.v[i].events &&
            loop.v[i].polled == fresh->polled) {
            loop.v[i].polled = -1;
            loop.v[i].events = loop.v[i].wanted = 0;
        }
}

/* epoll tells of an end also who did not ask for it: so one who asks for
 * nothing is not in it. */
static int listen_for(struct source *source, int events)
{
    struct epoll_event event = { .events = to_epoll(events),
                                 .data.fd = source->id };
    int op = !events          ? EPOLL_CTL_DEL
             : source->events ? EPOLL_CTL_MOD
                              : EPOLL_CTL_ADD;

    source->wanted = events;
    if (events == source->events)
        return 0;
    source->events = events;
    if (epoll_ctl(loop.epoll, op, source->polled, &event) == 0) {
        if (op == EPOLL_CTL_ADD)
            forget_closed(source);
        return 0;
    }
    if (errno != EEXIST || source->polled != source->fd)
        return -1;
    source->polled = fcntl(source->fd, F_DUPFD_CLOEXEC, 3);
    return epoll_ctl(loop.epoll, op, source->polled, &event);
}

/* A call of libvirt's takes the socket away and gives it back. Often the next
 * call is about to come: so the loop listens to it a moment later. */
static void want(struct source *source, int events)
{
    if (source->events || !events) {
        listen_for(source, events);
        return;
    }
    source->wanted = events;
    if (loop.late == INT64_MAX)
        loop.late = now_ms() + LATER_MS;
    if (loop.late < loop.until)
        ring();
}

static void listen_late(void)
{
    for (size_t i = 0; i < loop.n; i++)
        listen_for(&loop.v[i], loop.v[i].wanted);
    loop.late = INT64_MAX;
}

static void close_duplicate(const struct source *source)
{
    if (source->polled != source->fd)
        fd_close(source->polled);
}

static void set_timer(struct source *source, int every)
{
    source->every = every;
    source->due = every < 0 ? INT64_MAX : now_ms() + every;
    if (source->due < loop.until)
        ring();
}

/* ---- what libvirt calls -------------------------------------------------- */

static int add_handle(int fd, int events, virEventHandleCallback on_event,
                      void *data, virFreeCallback free)
{
    struct source *source;
    int id;

    pthread_mutex_lock(&loop.mutex);
    source = add(data, free);
    source->fd = source->polled = fd;
    source->on_event = on_event;
    id = source->id;
    if (listen_for(source, events)) {
        close_duplicate(source);
        loop.n--;
        id = -1;
    }
    pthread_mutex_unlock(&loop.mutex);
    return id;
}

static void update_handle(int id, int events)
{
    struct source *source;

    pthread_mutex_lock(&loop.mutex);
    source = find(id);
    if (source)
        want(source, events);
    pthread_mutex_unlock(&loop.mutex);
}

static int add_timer(int every, virEventTimeoutCallback on_time, void *data,
                     virFreeCallback free)
{
    struct source *source;
    int id;

    pthread_mutex_lock(&loop.mutex);
    source = add(data, free);
    source->on_time = on_time;
    set_timer(source, every);
    id = source->id;
    pthread_mutex_unlock(&loop.mutex);
    return id;
}

static void update_timer(int id, int every)
{
    struct source *source;

    pthread_mutex_lock(&loop.mutex);
    source = find(id);
    if (source)
        set_timer(source, every);
    pthread_mutex_unlock(&loop.mutex);
}

/* Of both kinds. The data is freed by the loop, for the caller may hold locks
 * that this needs. */
static int remove_source(int id)
{
    struct source *source;

    pthread_mutex_lock(&loop.mutex);
    source = find(id);
    if (source) {
        listen_for(source, 0);
        close_duplicate(source);
        source->gone = true;
        source->due = INT64_MAX;
    }
    if (source && source->free)
        ring();
    pthread_mutex_unlock(&loop.mutex);
    return source ? 0 : -1;
}

static int make(void)
{
    struct epoll_event event = { .events = EPOLLIN };

    loop.epoll = epoll_create1(EPOLL_CLOEXEC);
    loop.bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop.epoll < 0 || loop.bell < 0)
        return -1;
    return epoll_ctl(loop.epoll, EPOLL_CTL_ADD, loop.bell, &event);
}

int loop_register(struct err *err)
{
    if (loop.epoll >= 0)
        return 0;
    if (make()) {
        err_sys(err, "cannot make an event loop");
        fd_close(loop.epoll);
        fd_close(loop.bell);
        loop.epoll = -1;
        return -1;
    }
    virEventRegisterImpl(add_handle, update_handle, remove_source, add_timer,
                         update_timer, remove_source);
    return 0;
}

/* ---- a turn -------------------------------------------------------------- */

/* How long to sleep, in milliseconds; -1: until something happens. */
static int begin_sleep(void)
{
    int64_t first, wait;

    pthread_mutex_lock(&loop.mutex);
    first = loop.late;
    for (size_t i = 0; i < loop.n; i++)
        if (loop.v[i].due < first)
            first = loop.v[i].due;
    loop.until = first;
    pthread_mutex_unlock(&loop.mutex);
    wait = first - now_ms();
    if (first == INT64_MAX)
        return -1;
    return wait < 0 ? 0 : wait > INT32_MAX ? INT32_MAX : (int)wait;
}

static void end_sleep(void)
{
    pthread_mutex_lock(&loop.mutex);
    loop.until = 0;
    if (loop.late <= now_ms())
        listen_late();
    pthread_mutex_unlock(&loop.mutex);
}

/* What is not listened for any more was for a reader outside. */
static void tell_event(int id, int events)
{
    struct source copy = { 0 };
    const struct source *source;

    pthread_mutex_lock(&loop.mutex);
    source = find(id);
    if (source)
        copy = *source;
    pthread_mutex_unlock(&loop.mutex);
    events &= copy.events | VIR_EVENT_HANDLE_ERROR | VIR_EVENT_HANDLE_HANGUP;
    if (copy.events && events)
        copy.on_event(id, copy.fd, events, copy.data);
}

static void tell_events(const struct epoll_event *ready, int n)
{
    uint64_t rings;

    for (int i = 0; i < n; i++)
        if (ready[i].data.fd)
            tell_event(ready[i].data.fd, from_epoll(ready[i].events));
        else
            (void)!read(loop.bell, &rings, sizeof(rings));
}

/* The i-th source, if it is due. Nothing leaves the list during a turn. */
static bool take_due(size_t i, int64_t now, struct source *ret)
{
    bool is_due;

    pthread_mutex_lock(&loop.mutex);
    is_due = i < loop.n && loop.v[i].due <= now;
    if (is_due) {
        *ret = loop.v[i];
        loop.v[i].due = now + loop.v[i].every;
    }
    pthread_mutex_unlock(&loop.mutex);
    return is_due;
}

static size_t count(void)
{
    size_t n;

    pthread_mutex_lock(&loop.mutex);
    n = loop.n;
    pthread_mutex_unlock(&loop.mutex);
    return n;
}

static void tell_timers(void)
{
    int64_t now = now_ms();
    size_t n = count();
    struct source source;

    for (size_t i = 0; i < n; i++)
        if (take_due(i, now, &source))
            source.on_time(source.id, source.data);
}

static bool take_gone(struct source *ret)
{
    bool found = false;

    pthread_mutex_lock(&loop.mutex);
    for (size_t i = 0; i < loop.n && !found; i++) {
        found = loop.v[i].gone;
        if (!found)
            continue;
        *ret = loop.v[i];
        loop.v[i] = loop.v[--loop.n];
    }
    pthread_mutex_unlock(&loop.mutex);
    return found;
}

static void free_gone(void)
{
    struct source source;

    while (take_gone(&source))
        if (source.free)
            source.free(source.data);
}

void loop_end(void)
{
    free_gone();
}

int loop_turn(void)
{
    struct epoll_event ready[16];
    int n = epoll_wait(loop.epoll, ready, COUNT(ready), begin_sleep());

    end_sleep();
    if (n < 0 && errno != EINTR)
        return -1;
    tell_events(ready, n);
    tell_timers();
    free_gone();
    return 0;
}
