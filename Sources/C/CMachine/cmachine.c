#include "cmachine.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int cmachine_epoll_create(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    return epoll < 0 ? -errno : epoll;
}

static int control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event) < 0 ? -errno : 0;
}

int cmachine_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, events, token);
}

int cmachine_epoll_change(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, events, token);
}

int cmachine_epoll_remove(int epoll, int descriptor) { return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int cmachine_epoll_wait(int epoll, struct epoll_event *events, int capacity, int milliseconds) {
    int count = epoll_wait(epoll, events, capacity, milliseconds);
    return count < 0 ? -errno : count;
}

int cmachine_eventfd(void) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return descriptor < 0 ? -errno : descriptor;
}

// Linux keeps a niceness for each thread.
void cmachine_be_nice(int niceness) { (void)setpriority(PRIO_PROCESS, (id_t)gettid(), niceness); }

void cmachine_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

static int64_t microseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

const char *cmachine_error_text(int error) { return strerrordesc_np(error); }

int64_t cmachine_monotonic_microseconds(void) { return microseconds(CLOCK_MONOTONIC); }

int64_t cmachine_wall_microseconds(void) { return microseconds(CLOCK_REALTIME); }

int64_t cmachine_wall_seconds_coarse(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now.tv_sec;
}

int cmachine_random(void *buffer, size_t count) {
    unsigned char *position = buffer;
    while (count > 0) {
        ssize_t got = getrandom(position, count, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            return -errno;
        }
        position += got;
        count -= (size_t)got;
    }
    return 0;
}

static int closed_with(int descriptor, int error) {
    close(descriptor);
    return -error;
}

int cmachine_listen_tcp(
    const struct sockaddr *address, socklen_t length, int backlog, int share_port, int only_version_6) {
    int yes = 1;
    int socket_ = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -errno;
    if (setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) return closed_with(socket_, errno);
    if (share_port && setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) < 0)
        return closed_with(socket_, errno);
    if (address->sa_family == AF_INET6) {
        int value = only_version_6;
        if (setsockopt(socket_, IPPROTO_IPV6, IPV6_V6ONLY, &value, sizeof value) < 0)
            return closed_with(socket_, errno);
    }
    // Accepted sockets inherit it, which saves a call for each connection.
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(socket_, address, length) < 0) return closed_with(socket_, errno);
    if (listen(socket_, backlog) < 0) return closed_with(socket_, errno);
    return socket_;
}

int cmachine_connect_tcp(const struct sockaddr *address, socklen_t length) {
    int yes = 1;
    int socket_ = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -errno;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(socket_, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    if (connect(socket_, address, length) < 0 && errno != EINPROGRESS) return closed_with(socket_, errno);
    return socket_;
}

int cmachine_socket_error(int socket_) {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

int cmachine_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat status;
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    // A socket that an ended process left behind refuses connections; one that answers belongs to somebody.
    if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode)) {
        int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (probe < 0) return -errno;
        int refused = connect(probe, (struct sockaddr *)&address, sizeof address) < 0 && errno == ECONNREFUSED;
        close(probe);
        if (refused) unlink(path);
    }
    int socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -errno;
    if (bind(socket_, (struct sockaddr *)&address, sizeof address) < 0) return closed_with(socket_, errno);
    if (listen(socket_, backlog) < 0) return closed_with(socket_, errno);
    return socket_;
}

int cmachine_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    *length = sizeof *address;
    int socket_ = accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    return socket_ < 0 ? -errno : socket_;
}

int cmachine_set_no_delay(int socket_) {
    int yes = 1;
    return setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) < 0 ? -errno : 0;
}

int cmachine_shutdown_write(int socket_) { return shutdown(socket_, SHUT_WR) < 0 ? -errno : 0; }

ptrdiff_t cmachine_write(int descriptor, const struct iovec *pieces, int count) {
    ssize_t done;
    do {
        done = count == 1 ? write(descriptor, pieces[0].iov_base, pieces[0].iov_len) : writev(descriptor, pieces, count);
    } while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : done;
}

ptrdiff_t cmachine_read(int descriptor, void *buffer, size_t count) {
    ssize_t got;
    do { got = read(descriptor, buffer, count); } while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

ptrdiff_t cmachine_peek(int socket_, void *buffer, size_t count) {
    ssize_t got;
    do { got = recv(socket_, buffer, count, MSG_PEEK | MSG_DONTWAIT); } while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

ptrdiff_t cmachine_send(int socket_, const void *buffer, size_t count) {
    ssize_t done;
    do { done = send(socket_, buffer, count, MSG_NOSIGNAL | MSG_DONTWAIT); } while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : done;
}

int cmachine_unsent(int socket_) {
    int count = 0;
    return ioctl(socket_, SIOCOUTQ, &count) < 0 ? -errno : count;
}

int64_t cmachine_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return 1024;
    return limit.rlim_cur == RLIM_INFINITY ? 1 << 20 : (int64_t)limit.rlim_cur;
}
