/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event loop that libvirt is given: descriptors, timers, their ends. */
#include "base/mem.h"
#include "tap.h"
#include "virt/loop.h"

#include <libvirt/libvirt.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

struct seen {
    int id, fd, events, calls;
    bool freed;
};

static void on_event(int id, int fd, int events, void *data)
{
    struct seen *seen = data;

    seen->id = id;
    seen->fd = fd;
    seen->events = events;
    seen->calls++;
}

static void on_time(int id, void *data)
{
    struct seen *seen = data;

    seen->id = id;
    seen->calls++;
}

static void on_free(void *data)
{
    ((struct seen *)data)->freed = true;
}

static void once(int id, void *data)
{
    on_time(id, data);
    virEventRemoveTimeout(id);
}

/* A turn that ends at once. */
static void turn(void)
{
    struct seen seen = { 0 };

    virEventAddTimeout(0, once, &seen, NULL);
    loop_turn();
}

/* Turns for a while, as the thread of the loop would. */
static void rest(void)
{
    struct seen seen = { 0 };

    virEventAddTimeout(20, once, &seen, NULL);
    while (!seen.calls)
        loop_turn();
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void test_handle(int fds[2])
{
    struct seen seen = { 0 };
    int id = virEventAddHandle(fds[0], VIR_EVENT_HANDLE_READABLE, on_event,
                               &seen, on_free);

    turn();
    is_int(seen.calls, 0, "a descriptor that has nothing is not told of");
    (void)!write(fds[1], "x", 1);
    loop_turn();
    ok(seen.calls == 1 && seen.id == id && seen.fd == fds[0] &&
           seen.events == VIR_EVENT_HANDLE_READABLE,
       "one that can be read is, by its id");
    virEventUpdateHandle(id, 0);
    turn();
    is_int(seen.calls, 1, "but not while nobody listens");
    virEventUpdateHandle(id, VIR_EVENT_HANDLE_READABLE);
    virEventUpdateHandle(id, 0);
    rest();
    is_int(seen.calls, 1, "nor when somebody did for a moment");
    virEventUpdateHandle(id, VIR_EVENT_HANDLE_READABLE);
    while (seen.calls < 2)
        loop_turn();
    ok(seen.calls == 2 && seen.fd == fds[0], "and again when somebody does");
    is_int(virEventRemoveHandle(id), 0, "it can be removed");
    ok(!seen.freed, "its data is not freed by who removes it");
    turn();
    ok(seen.freed && seen.calls == 2, "but by the loop, which is silent");
    is_int(virEventRemoveHandle(id), -1, "it cannot be removed twice");
}

/* fds[0] has a byte from the test before. */
static void test_same(int fds[2])
{
    struct seen a = { 0 }, b = { 0 };
    int first = virEventAddHandle(fds[0], VIR_EVENT_HANDLE_READABLE, on_event,
                                  &a, NULL);
    int second = virEventAddHandle(fds[0], VIR_EVENT_HANDLE_READABLE, on_event,
                                   &b, NULL);

    loop_turn();
    ok(a.calls == 1 && b.calls == 1 && b.fd == fds[0],
       "two can listen to one descriptor");
    virEventRemoveHandle(first);
    loop_turn();
    ok(a.calls == 1 && b.calls == 2, "one goes on when the other ends");
    virEventRemoveHandle(second);
    turn();
}

/* The number of a descriptor that was closed too soon is given again. */
static void test_reused(void)
{
    struct seen a = { 0 }, b = { 0 };
    int fds[2], first, second, before;

    if (pipe(fds))
        return;
    before = fds[0];
    first = virEventAddHandle(fds[0], VIR_EVENT_HANDLE_READABLE, on_event, &a,
                              NULL);
    close(fds[0]);
    close(fds[1]);
    if (pipe(fds))
        return;
    is_int(fds[0], before, "(the number is the same)");
    second = virEventAddHandle(fds[0], VIR_EVENT_HANDLE_READABLE, on_event, &b,
                               NULL);
    virEventRemoveHandle(first);
    (void)!write(fds[1], "x", 1);
    turn();
    ok(!a.calls && b.calls == 1,
       "the end of a closed one leaves who has its number now alone");
    virEventRemoveHandle(second);
    turn();
    is_int(b.calls, 1, "which can be removed itself");
    close(fds[0]);
    close(fds[1]);
}

static void test_end(void)
{
    struct seen seen = { 0 };

    virEventRemoveTimeout(virEventAddTimeout(-1, on_time, &seen, on_free));
    loop_end();
    ok(seen.freed, "what was removed when the loop ends is freed");
}

static void test_hangup(void)
{
    struct seen seen = { 0 };
    int fds[2], id;

    if (pipe(fds))
        return;
    id = virEventAddHandle(fds[0], VIR_EVENT_HANDLE_READABLE, on_event, &seen,
                           NULL);
    virEventUpdateHandle(id, 0);
    close(fds[1]);
    turn();
    is_int(seen.calls, 0, "an end is not told to who asked for nothing");
    virEventUpdateHandle(id, VIR_EVENT_HANDLE_READABLE);
    while (!seen.calls)
        loop_turn();
    ok(seen.events & VIR_EVENT_HANDLE_HANGUP, "to others it is");
    virEventRemoveHandle(id);
    close(fds[0]);
}

static void test_timer(void)
{
    struct seen seen = { 0 };
    int64_t begin = now_ms();
    int id = virEventAddTimeout(-1, on_time, &seen, on_free);

    turn();
    is_int(seen.calls, 0, "a timer can rest");
    virEventUpdateTimeout(id, 30);
    while (seen.calls < 2)
        loop_turn();
    ok(now_ms() - begin >= 59, "it comes again and again, not too early");
    virEventUpdateTimeout(id, -1);
    turn();
    is_int(seen.calls, 2, "and rests again");
    virEventRemoveTimeout(id);
    turn();
    ok(seen.freed, "the data of a timer is freed, too");
}

static void *listen_soon(void *data)
{
    usleep(30000);
    virEventUpdateHandle(*(int *)data, VIR_EVENT_HANDLE_READABLE);
    return NULL;
}

/* The loop has nothing else to wake for. */
static void test_wakes_to_listen(int fds[2])
{
    struct seen seen = { 0 };
    int id = virEventAddHandle(fds[0], 0, on_event, &seen, NULL);
    pthread_t thread;

    pthread_create(&thread, NULL, listen_soon, &id);
    while (!seen.calls)
        loop_turn();
    ok(seen.calls, "a sleeping loop wakes to listen again");
    pthread_join(thread, NULL);
    virEventRemoveHandle(id);
}

static void *add_soon(void *data)
{
    usleep(30000);
    virEventAddTimeout(0, once, data, NULL);
    return NULL;
}

static void test_wakes(void)
{
    struct seen late = { 0 }, seen = { 0 };
    int id = virEventAddTimeout(60000, on_time, &late, NULL);
    pthread_t thread;

    pthread_create(&thread, NULL, add_soon, &seen);
    while (!seen.calls)
        loop_turn();
    ok(!late.calls, "a sleeping loop wakes for a timer of another thread");
    pthread_join(thread, NULL);
    virEventRemoveTimeout(id);
}

int main(void)
{
    struct err err = ERR_INIT;
    int fds[2];

    if (pipe(fds) || loop_register(&err))
        return 1;
    is_int(loop_register(&err), 0, "to register it twice does nothing");
    test_handle(fds);
    test_same(fds);
    test_wakes_to_listen(fds);
    test_reused();
    test_hangup();
    test_timer();
    test_wakes();
    test_end();
    close(fds[0]);
    close(fds[1]);
    return done_testing();
}
