/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/conn.h"
#include "base/mem.h"
#include "base/str.h"
#include "virt/auth.h"
#include "virt/domains.h"
#include "virt/error.h"
#include "virt/event.h"
#include "virt/lifecycle.h"
#include "virt/sockets.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum stage {
    CONN_CLOSED,
    CONN_OPENING,
    CONN_OPEN,
};

enum {
    ABORT_AGAIN_MS = 50,
    CLOSE_WITHIN_MS = 1000, /* or it is the other side that hangs */
};

struct conn {
    /* These belong to the thread that runs commands. */
    struct conn_options options;
    char *uri; /* options.uri, owned */
    struct event_loop *loop;
    virConnectPtr vir;
    bool was_lost; /* and could not be opened again yet */
    unsigned opened; /* how often */
    struct lifecycle *lifecycle; /* NULL: never listened */
    bool listens;
    bool unasked;  /* a password was wanted, and nobody could be asked */

    atomic_bool aborted;

    /* The rest is shared, under a lock that is never held over a call of
     * libvirt: its callbacks take it while they hold libvirt's own. */
    pthread_mutex_t lock;
    enum stage stage;
    bool inside;            /* the driver is in this process */
    struct sockets sockets; /* opening: those of others; open: its own */
    char *name;             /* the URI that libvirt made of ours */
    int lost;               /* 0, or 1 + a virConnectCloseReason */
    bool told;              /* lost was asked for */
    bool reconnected;
    void (*notify)(void *data);
    void *notify_data;
};

static void lock(struct conn *conn)
{
    pthread_mutex_lock(&conn->lock);
}

static void unlock(struct conn *conn)
{
    pthread_mutex_unlock(&conn->lock);
}

struct conn *conn_new(const struct conn_options *options)
{
    struct conn *conn = mem_new(1, sizeof(*conn));

    conn->options = *options;
    conn->uri = mem_dup(options->uri);
    conn->options.uri = conn->uri;
    atomic_init(&conn->aborted, false);
    pthread_mutex_init(&conn->lock, NULL);
    return conn;
}

/* A driver in this process shares it with the monitors of its QEMUs, which
 * must not be shut down. */
static bool is_inside(const char *uri)
{
    if (!uri)
        uri = getenv("LIBVIRT_DEFAULT_URI");
    return uri && (str_starts(uri, "test:///") || strstr(uri, ":///embed"));
}

/* With the lock held. */
static void shut_own(struct conn *conn)
{
    AUTO(sockets_done) struct sockets fresh = { 0 };

    if (conn->inside)
        return;
    if (conn->stage == CONN_OPENING)
        sockets_scan(&fresh, &conn->sockets);
    sockets_shut(conn->stage == CONN_OPENING ? &fresh : &conn->sockets);
}

void conn_abort(struct conn *conn)
{
    lock(conn);
    if (conn->stage == CONN_OPENING ||
        (conn->stage == CONN_OPEN && !conn->inside)) {
        atomic_store(&conn->aborted, true);
        shut_own(conn);
    }
    unlock(conn);
}

/* While it opens, libvirt may try again with a new socket. */
static void abort_again(int timer, void *data)
{
    struct conn *conn = data;

    (void)timer;
    if (atomic_load(&conn->aborted))
        conn_abort(conn);
}

static void abort_late(int timer, void *data)
{
    (void)timer;
    conn_abort(data);
}

static void stage_set(struct conn *conn, enum stage stage)
{
    struct sockets others = { 0 };

    lock(conn);
    others = conn->sockets;
    conn->sockets = (struct sockets){ 0 };
    if (stage != CONN_CLOSED)
        sockets_scan(&conn->sockets, &others);
    conn->stage = stage;
    unlock(conn);
    sockets_done(&others);
}

/* Runs in the event thread. */
static void closed(virConnectPtr vir, int reason, void *data)
{
    struct conn *conn = data;

    (void)vir;
    lock(conn);
    conn->lost = 1 + reason;
    if (conn->notify && !atomic_load(&conn->aborted))
        conn->notify(conn->notify_data);
    unlock(conn);
}

static void conn_close(struct conn *conn)
{
    int timer = -1;

    if (!conn->vir)
        return;
    timer = virEventAddTimeout(CLOSE_WITHIN_MS, abort_late, conn, NULL);
    if (conn->lifecycle)
        lifecycle_end(conn->lifecycle);
    virConnectUnregisterCloseCallback(conn->vir, closed);
    virConnectClose(TAKE(conn->vir));
    virEventRemoveTimeout(timer);
    stage_set(conn, CONN_CLOSED);
    lock(conn);
    conn->lost = 0;
    conn->told = false;
    unlock(conn);
}

void conn_free(struct conn *conn)
{
    if (!conn)
        return;
    conn_close(conn);
    event_loop_stop(conn->loop);
    lifecycle_free(conn->lifecycle);
    sockets_done(&conn->sockets);
    pthread_mutex_destroy(&conn->lock);
    free(conn->uri);
    free(conn->name);
    free(conn);
}

void conn_change(struct conn *conn, const char *uri, bool readonly)
{
    conn_close(conn);
    mem_set(&conn->uri, mem_dup(uri));
    conn->options.uri = conn->uri;
    conn->options.readonly = readonly;
    conn->was_lost = false;
    lock(conn);
    conn->reconnected = false;
    unlock(conn);
}

static virConnectPtr open_watched(struct conn *conn)
{
    struct auth auth = {
        .may_ask = conn->options.may_ask,
        .stop = &conn->aborted,
    };
    virConnectAuth asker = auth_libvirt(&auth);
    unsigned flags = conn->options.readonly ? VIR_CONNECT_RO : 0;
    int timer = virEventAddTimeout(ABORT_AGAIN_MS, abort_again, conn, NULL);
    virConnectPtr vir = virConnectOpenAuth(conn->uri, &asker, flags);

    virEventRemoveTimeout(timer);
    conn->unasked = auth.unasked;
    return vir;
}

static int watch(struct conn *conn, struct err *err)
{
    int interval = conn->options.keepalive_interval;

    if (interval > 0 &&
        virConnectSetKeepAlive(conn->vir, interval,
                               conn->options.keepalive_count) < 0 &&
        virt_last_code() != VIR_ERR_NO_SUPPORT)
        return virt_err(err, "cannot set up keepalive on the connection");
    if (virConnectRegisterCloseCallback(conn->vir, closed, conn, NULL) < 0 &&
        virt_last_code() != VIR_ERR_NO_SUPPORT)
        return virt_err(err, "cannot watch the connection");
    return 0;
}

/* The embedded driver finds its running domains again in threads of its own,
 * and a domain that is stopped before that was done is lost half-way. Any
 * call that takes the domain's job waits for it. */
static void settle(virConnectPtr vir)
{
    AUTO(domains_done) struct domains active = { 0 };
    struct err ignored = ERR_INIT;
    virDomainMemoryStatStruct stat;

    domains_list(vir, VIR_CONNECT_LIST_DOMAINS_ACTIVE, &active, &ignored);
    for (size_t i = 0; i < active.n; i++)
        virDomainMemoryStats(active.v[i], &stat, 1, 0);
}

static int open_failed(struct conn *conn, struct err *err)
{
    if (atomic_load(&conn->aborted))
        return err_set(err, ERR_INTERRUPTED, "interrupted while connecting");
    return err_fail(err, "failed to %s to the hypervisor\n%s%s",
                    conn->was_lost ? "reconnect" : "connect",
                    virGetLastErrorMessage(),
                    conn->unasked ? " (there is no terminal to ask on)" : "");
}

static int open_it(struct conn *conn, struct err *err)
{
    conn->vir = open_watched(conn);
    if (!conn->vir) {
        stage_set(conn, CONN_CLOSED);
        return open_failed(conn, err);
    }
    stage_set(conn, CONN_OPEN);
    return watch(conn, err);
}

static int conn_open(struct conn *conn, struct err *err)
{
    if (!conn->loop && !(conn->loop = event_loop_start(err)))
        return -1;
    lock(conn);
    conn->inside = is_inside(conn->uri);
    unlock(conn);
    atomic_store(&conn->aborted, false);
    stage_set(conn, CONN_OPENING);
    if (open_it(conn, err) < 0 || atomic_load(&conn->aborted)) {
        conn_close(conn);
        return atomic_load(&conn->aborted) ? open_failed(conn, err) : -1;
    }
    if (conn->inside)
        settle(conn->vir);
    return 0;
}

static void name_set(struct conn *conn)
{
    char *name = virConnectGetURI(conn->vir);

    lock(conn);
    mem_set(&conn->name, name);
    conn->reconnected = conn->was_lost;
    unlock(conn);
    conn->was_lost = false;
}

static bool is_lost(struct conn *conn)
{
    bool lost = false;

    lock(conn);
    lost = conn->lost != 0;
    unlock(conn);
    return lost || atomic_load(&conn->aborted) ||
           virConnectIsAlive(conn->vir) == 0;
}

bool conn_is_lost(struct conn *conn)
{
    return conn->vir && !atomic_load(&conn->aborted) && is_lost(conn);
}

virConnectPtr conn_get(struct conn *conn, struct err *err)
{
    if (conn->vir && is_lost(conn)) {
        conn->was_lost = true;
        conn_close(conn);
    }
    if (!conn->vir) {
        if (conn_open(conn, err) < 0)
            return NULL;
        name_set(conn);
        conn->opened++;
        if (conn->listens)
            lifecycle_begin(conn->lifecycle, conn->vir);
    }
    return conn->vir;
}

virConnectPtr conn_if_open(struct conn *conn)
{
    bool lost;

    lock(conn);
    lost = conn->lost != 0 || atomic_load(&conn->aborted);
    unlock(conn);
    return lost ? NULL : conn->vir;
}

static const char *reason_word(int reason)
{
    static const char *const words[] = {
        [VIR_CONNECT_CLOSE_REASON_ERROR] = "I/O error",
        [VIR_CONNECT_CLOSE_REASON_EOF] = "end of file",
        [VIR_CONNECT_CLOSE_REASON_KEEPALIVE] = "keepalive timeout",
        [VIR_CONNECT_CLOSE_REASON_CLIENT] = "client request",
    };

    return reason >= 0 && reason < (int)COUNT(words) ? words[reason]
                                                     : "unknown reason";
}

/* With the lock held. */
static enum conn_event event_take(struct conn *conn, char **text)
{
    if (conn->reconnected) {
        conn->reconnected = false;
        *text = mem_fmt("reconnected to %s", conn->name);
        return CONN_RECONNECTED;
    }
    if (!conn->lost || conn->told || atomic_load(&conn->aborted))
        return CONN_QUIET;
    conn->told = true;
    *text = mem_fmt("disconnected from %s: %s", conn->name,
                    reason_word(conn->lost - 1));
    return CONN_LOST;
}

enum conn_event conn_event(struct conn *conn, char **text)
{
    AUTO(free) char *sentence = NULL;
    enum conn_event event;

    lock(conn);
    event = event_take(conn, &sentence);
    unlock(conn);
    if (text)
        *text = TAKE(sentence);
    return event;
}

void conn_listen(struct conn *conn, bool on, void (*notify)(void *))
{
    if (on == conn->listens)
        return;
    conn->listens = on;
    if (!conn->lifecycle)
        conn->lifecycle = lifecycle_new(notify, NULL);
    if (!on)
        lifecycle_end(conn->lifecycle);
    else if (conn->vir)
        lifecycle_begin(conn->lifecycle, conn->vir);
}

void conn_news(struct conn *conn, struct strv *ret)
{
    if (conn->lifecycle)
        lifecycle_news(conn->lifecycle, ret);
}

unsigned conn_opened(const struct conn *conn)
{
    return conn->opened;
}

void conn_on_lost(struct conn *conn, void (*notify)(void *), void *data)
{
    lock(conn);
    conn->notify = notify;
    conn->notify_data = data;
    unlock(conn);
}

bool conn_is_readonly(const struct conn *conn)
{
    return conn->options.readonly;
}

const char *conn_uri(const struct conn *conn)
{
    return conn->uri;
}

bool conn_is_here(virConnectPtr vir)
{
    AUTO(free) char *uri = virConnectGetURI(vir);
    const char *after = uri ? strstr(uri, "://") : NULL;
    const char *plus = uri ? strchr(uri, '+') : NULL;

    return after && after[3] == '/' &&
           (!plus || plus > after || str_starts(plus, "+unix:"));
}

bool conn_is_local(virConnectPtr vir)
{
    AUTO(free) char *uri = virConnectGetURI(vir);

    return conn_is_here(vir) && !str_starts(uri, "test");
}
