/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/log.h"

#include <time.h>

static const char *const words[] = {
    [LOG_DEBUG] = "DEBUG",     [LOG_INFO] = "INFO",   [LOG_NOTICE] = "NOTICE",
    [LOG_WARNING] = "WARNING", [LOG_ERROR] = "ERROR",
};

void log_write(const struct session *session, enum log_level level,
               const char *text)
{
    time_t now = time(NULL);
    struct tm local;
    char stamp[32];

    if (!session->log || (int)level < session->debug)
        return;
    localtime_r(&now, &local);
    strftime(stamp, sizeof(stamp), "%Y.%m.%d %H:%M:%S", &local);
    fprintf(session->log, "[%s virt-twin %d] %s %s\n", stamp, (int)getpid(),
            words[level], text);
    fflush(session->log);
}
