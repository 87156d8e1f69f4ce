#include "cmachine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
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

int cmachine_connect_udp(const struct sockaddr *address, socklen_t length) {
    int socket_ = socket(address->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -errno;
    if (connect(socket_, address, length) < 0) return closed_with(socket_, errno);
    return socket_;
}

int cmachine_connect_echo(const struct sockaddr *address, socklen_t length) {
    int protocol = address->sa_family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
    int socket_ = socket(address->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (socket_ < 0) socket_ = socket(address->sa_family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (socket_ < 0) return -errno;
    if (connect(socket_, address, length) < 0) return closed_with(socket_, errno);
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

ptrdiff_t cmachine_receive(int socket_, void *buffer, size_t count) {
    ssize_t got;
    do { got = recv(socket_, buffer, count, MSG_DONTWAIT); } while (got < 0 && errno == EINTR);
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

/// Whether the loader wrote into the object's code, which could then not be read from its file again.
static int has_relocated_code(const struct dl_phdr_info *object) {
    for (int index = 0; index < object->dlpi_phnum; index += 1) {
        if (object->dlpi_phdr[index].p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + object->dlpi_phdr[index].p_vaddr);
        for (; entry->d_tag != DT_NULL; entry += 1) {
            if (entry->d_tag == DT_TEXTREL) return 1;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return 1;
        }
    }
    return 0;
}

static int let_go_of_code(struct dl_phdr_info *object, size_t size, void *pointer) {
    (void)size;
    uintptr_t page = *(const uintptr_t *)pointer;
    // Without a name it is the program itself or the kernel's own page; that one has no file, and refuses.
    if (has_relocated_code(object)) return 0;
    for (int index = 0; index < object->dlpi_phnum; index += 1) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[index];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || (part->p_flags & PF_W)) continue;
        uintptr_t start = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
        uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_filesz + page - 1) & ~(page - 1);
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void cmachine_trim_memory(void) { malloc_trim(0); }

void cmachine_give_back_memory(void) {
    malloc_trim(0);
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(let_go_of_code, &page);
}

int cmachine_spawn(const char *path, char *const *arguments, int input, int output) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return -error;
    error = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 2);
    pid_t process = 0;
    if (!error) error = posix_spawn(&process, path, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error ? -error : process;
}

int cmachine_reap(int process, int *code, int *signal) {
    int status = 0;
    pid_t found = waitpid(process, &status, WNOHANG);
    if (found < 0) return -errno;
    if (found == 0) return 0;
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    *signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return found;
}

int cmachine_pipe(int *ends) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

int cmachine_try_port(uint16_t port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int socket_ = cmachine_listen_tcp((struct sockaddr *)&address, sizeof address, 1, 0, 0);
    if (socket_ < 0) return socket_;
    close(socket_);
    return 0;
}

int cmachine_run_group(char *const *arguments, char *const *environment, int *output, int *ending) {
    int ends[2];
    pid_t child = -1;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, "/");
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error)
        error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!error) error = posix_spawn(&child, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    int watch = -1;
    if (!error) {
        watch = (int)syscall(SYS_pidfd_open, child, 0);
        if (watch < 0) {
            error = errno;
            kill(-child, SIGKILL);
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        }
    }
    if (error) {
        close(ends[0]);
        return -error;
    }
    *output = ends[0];
    *ending = watch;
    return child;
}

void cmachine_kill_group(int leader) {
    if (leader > 1) kill(-leader, SIGKILL);
}

int cmachine_reap_leader(int child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
