/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The connection of a session: opened when it is first needed, watched, and
 * opened again after it was lost.
 *
 * libvirt's event loop runs in a thread of its own from the first open on;
 * keepalive and the close callback need it. That thread touches nothing but
 * the flags in here.
 */
#ifndef VIRT_CONN_H
#define VIRT_CONN_H

#include "base/cleanup.h"
#include "base/err.h"

#include <libvirt/libvirt.h>
#include <stdbool.h>

struct conn_options {
    const char *uri; /* NULL: libvirt's own choice */
    bool readonly;
    int keepalive_interval;   /* seconds; 0: off */
    unsigned keepalive_count; /* unanswered messages before it is lost */
    bool may_ask;             /* a password may be asked for on the terminal */
};

enum conn_event {
    CONN_QUIET,
    CONN_LOST,        /* noticed since the last question */
    CONN_RECONNECTED, /* conn_get has just opened it again */
};

struct conn;

/* Never fails: nothing is opened yet. Texts are copied. */
struct conn *conn_new(const struct conn_options *options);
void conn_free(struct conn *conn);
CLEANUP_FUNC(struct conn *, conn_free);

/* Forget the present connection; the next conn_get opens this one. */
void conn_change(struct conn *conn, const char *uri, bool readonly);

/* The open connection, which stays owned by conn; opens or reopens it. */
virConnectPtr conn_get(struct conn *conn, struct err *err);

/* The connection, which stays owned by conn, when there is one that is not
 * known to be lost; never opens one. Not while another thread is in conn_get.
 */
virConnectPtr conn_if_open(struct conn *conn);

/* Whether the connection went away by itself, so that a call may have failed
 * for that. In the thread that uses it. */
bool conn_is_lost(struct conn *conn);

/* What happened since this was last asked; text (may be NULL) gets a sentence
 * such as "disconnected from qemu:///system: end of file", to be freed. */
enum conn_event conn_event(struct conn *conn, char **text);

/* Whether to listen to what happens to domains, now and after each opening;
 * not while another thread uses conn. The first call's notify stays. */
void conn_listen(struct conn *conn, bool on, void (*notify)(void *));

/* Add what happened since this was last asked (lifecycle_news). */
struct strv;
void conn_news(struct conn *conn, struct strv *ret);

/* How often a connection was opened: another number is another one. */
unsigned conn_opened(const struct conn *conn);

/* Call notify(data) from the event thread when the connection is lost: it may
 * only set a flag or write to a pipe. */
void conn_on_lost(struct conn *conn, void (*notify)(void *), void *data);

/* From another thread: make every call under way on this connection (or its
 * opening, with ERR_INTERRUPTED) fail soon, by shutting down its socket. It is
 * opened again when it is next needed. A call of a driver inside this process
 * has no socket, and is not disturbed. May be called again and again. */
void conn_abort(struct conn *conn);

bool conn_is_readonly(const struct conn *conn);
const char *conn_uri(const struct conn *conn); /* as given; NULL: default */

/* Whether the driver runs on this machine, so that it has the same libvirt. */
bool conn_is_here(virConnectPtr vir);

/* Whether the connection's driver works on this machine's own files, so that
 * its image paths are ours: false for remote URIs and for test://. */
bool conn_is_local(virConnectPtr vir);

#endif
