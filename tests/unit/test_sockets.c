/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"
#include "virt/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static bool writes(int fd)
{
    return write(fd, "x", 1) == 1;
}

static void only_the_new(void)
{
    AUTO(sockets_done) struct sockets given = { 0 };
    AUTO(sockets_done) struct sockets before = { 0 };
    AUTO(sockets_done) struct sockets own = { 0 };
    int old[2], new[2];

    sockets_scan(&given, &(struct sockets){ 0 });
    socketpair(AF_UNIX, SOCK_STREAM, 0, old);
    sockets_scan(&before, &(struct sockets){ 0 });
    is_int((int64_t)(before.n - given.n), 2, "both ends of a pair are found");
    socketpair(AF_UNIX, SOCK_STREAM, 0, new);
    sockets_scan(&own, &before);
    is_int((int64_t)own.n, 2, "what was there before is left out");
    sockets_shut(&own);
    ok(!writes(new[0]) && errno == EPIPE, "the new are shut down");
    is_int(read(new[1], &(char){ 0 }, 1), 0, "and who waits is woken");
    ok(writes(old[0]), "the others are not");
    for (int i = 0; i < 2; i++) {
        close(old[i]);
        close(new[i]);
    }
}

static void only_connections(void)
{
    AUTO(sockets_done) struct sockets given = { 0 };
    AUTO(sockets_done) struct sockets set = { 0 };
    AUTO(fd_close) int listening = socket(AF_INET, SOCK_STREAM, 0);
    AUTO(fd_close) int tcp = -1;
    AUTO(fd_close) int udp = -1;
    AUTO(fd_close) int twice = -1;
    AUTO(fd_close) int file = -1;

    sockets_scan(&given, &(struct sockets){ 0 });
    listen(listening, 1);
    sockets_scan(&set, &(struct sockets){ 0 });
    is_int((int64_t)(given.n - set.n), 1, "a listening socket does not count");
    tcp = socket(AF_INET, SOCK_STREAM, 0);
    udp = socket(AF_INET, SOCK_DGRAM, 0);
    twice = dup(tcp);
    file = open("/dev/null", O_RDONLY);
    ok(udp >= 0 && twice >= 0 && file >= 0, "all kinds can be opened");
    sockets_scan(&set, &given);
    is_int((int64_t)set.n, 1,
           "nor do files, datagrams and second numbers of a socket");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    only_the_new();
    only_connections();
    return done_testing();
}
