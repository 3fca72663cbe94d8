/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/lifecycle.h"
#include "base/mem.h"
#include "base/str.h"

#include <pthread.h>

struct lifecycle {
    virConnectPtr vir; /* while it is listened to; borrowed */
    int callback;
    void (*notify)(void *data);
    void *notify_data;
    pthread_mutex_t lock; /* of news */
    struct strv news;
};

struct lifecycle *lifecycle_new(void (*notify)(void *), void *data)
{
    struct lifecycle *lifecycle = mem_new(1, sizeof(*lifecycle));

    lifecycle->notify = notify;
    lifecycle->notify_data = data;
    pthread_mutex_init(&lifecycle->lock, NULL);
    return lifecycle;
}

void lifecycle_free(struct lifecycle *lifecycle)
{
    if (!lifecycle)
        return;
    lifecycle_end(lifecycle);
    strv_done(&lifecycle->news);
    pthread_mutex_destroy(&lifecycle->lock);
    free(lifecycle);
}

static const char *word(int event)
{
    static const char *const words[] = {
        [VIR_DOMAIN_EVENT_DEFINED] = "defined",
        [VIR_DOMAIN_EVENT_UNDEFINED] = "undefined",
        [VIR_DOMAIN_EVENT_STARTED] = "started",
        [VIR_DOMAIN_EVENT_SUSPENDED] = "suspended",
        [VIR_DOMAIN_EVENT_RESUMED] = "resumed",
        [VIR_DOMAIN_EVENT_STOPPED] = "stopped",
        [VIR_DOMAIN_EVENT_SHUTDOWN] = "shut down",
        [VIR_DOMAIN_EVENT_PMSUSPENDED] = "suspended by the guest",
        [VIR_DOMAIN_EVENT_CRASHED] = "crashed",
    };

    return event >= 0 && event < (int)COUNT(words) ? words[event] : "changed";
}

/* Runs in the event thread. */
static int happened(virConnectPtr vir, virDomainPtr domain, int event,
                    int detail, void *data)
{
    struct lifecycle *lifecycle = data;

    (void)vir;
    (void)detail;
    pthread_mutex_lock(&lifecycle->lock);
    strv_add(&lifecycle->news, virDomainGetName(domain));
    strv_add(&lifecycle->news, word(event));
    pthread_mutex_unlock(&lifecycle->lock);
    lifecycle->notify(lifecycle->notify_data);
    return 0;
}

void lifecycle_begin(struct lifecycle *lifecycle, virConnectPtr vir)
{
    lifecycle->callback = virConnectDomainEventRegisterAny(
        vir, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        VIR_DOMAIN_EVENT_CALLBACK(happened), lifecycle, NULL);
    lifecycle->vir = lifecycle->callback < 0 ? NULL : vir;
}

void lifecycle_end(struct lifecycle *lifecycle)
{
    if (lifecycle->vir)
        virConnectDomainEventDeregisterAny(lifecycle->vir,
                                           lifecycle->callback);
    lifecycle->vir = NULL;
}

void lifecycle_news(struct lifecycle *lifecycle, struct strv *ret)
{
    pthread_mutex_lock(&lifecycle->lock);
    for (size_t i = 0; i < lifecycle->news.n; i++)
        strv_add(ret, lifecycle->news.v[i]);
    strv_done(&lifecycle->news);
    pthread_mutex_unlock(&lifecycle->lock);
}
