/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports of this machine. */
#ifndef BASE_PORT_H
#define BASE_PORT_H

#include <stdbool.h>
#include <stdint.h>

enum port_protocol { PORT_TCP, PORT_UDP };

/* Whether a program listens there now, on whatever address. Where that cannot
 * be known (a port of root's) the answer is no. */
bool port_is_taken(enum port_protocol protocol, uint16_t port);

#endif
