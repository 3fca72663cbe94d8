/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/port.h"
#include "base/cleanup.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* Of UDP nobody else may have the port; of TCP old connections may, as for the
 * programs that will listen there. */
static int open_socket(int family, enum port_protocol protocol)
{
    int type = protocol == PORT_TCP ? SOCK_STREAM : SOCK_DGRAM;
    int fd = socket(family, type | SOCK_CLOEXEC, 0);
    int on = 1;

    if (fd >= 0 && protocol == PORT_TCP)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    return fd;
}

/* In one address family, on all addresses; nobody can connect to it. */
static bool is_taken(enum port_protocol protocol, const struct sockaddr *at,
                     socklen_t size)
{
    AUTO(fd_close) int fd = open_socket(at->sa_family, protocol);

    return fd >= 0 && bind(fd, at, size) && errno == EADDRINUSE;
}

bool port_is_taken(enum port_protocol protocol, uint16_t port)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
                               .sin6_port = htons(port) };

    return is_taken(protocol, (struct sockaddr *)&v4, sizeof(v4)) ||
           is_taken(protocol, (struct sockaddr *)&v6, sizeof(v6));
}
