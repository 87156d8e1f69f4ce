#pragma once

// Shims for what Swift cannot import from glibc: macros, variadic functions, unions, enumerations that became types.
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>

// Event loop.
int cmachine_epoll_create(void);
int cmachine_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int cmachine_epoll_change(int epoll, int descriptor, uint32_t events, uint64_t token);
int cmachine_epoll_remove(int epoll, int descriptor);
int cmachine_epoll_wait(int epoll, struct epoll_event *_Nonnull events, int capacity, int milliseconds);
int cmachine_eventfd(void);
void cmachine_be_nice(int niceness);
void cmachine_name_thread(const char *_Nonnull name);

// Gives freed memory back to the system, and lets go of code that may not be run again for a long time: the system has
// it in its page cache and maps it anew where it is run.
void cmachine_give_back_memory(void);
// Gives freed memory back to the system, and nothing else.
void cmachine_trim_memory(void);

static inline uint64_t cmachine_event_token(const struct epoll_event *_Nonnull event) { return event->data.u64; }
static inline uint32_t cmachine_event_flags(const struct epoll_event *_Nonnull event) { return event->events; }

// The system's words for an error number, or null.
const char *_Nullable cmachine_error_text(int error);

// Clocks and entropy. Microseconds.
int64_t cmachine_monotonic_microseconds(void);
int64_t cmachine_wall_microseconds(void);
int64_t cmachine_wall_seconds_coarse(void);
int cmachine_random(void *_Nonnull buffer, size_t count);

// Other programs. Begins one with this standard input, and one file for both of its outputs; the number of its process, or -errno.
int cmachine_spawn(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments, int input, int output);
// 0 while it runs; its number once it has ended, with how; negative is -errno.
int cmachine_reap(int process, int *_Nonnull code, int *_Nonnull signal);
// A pipe whose ends nobody inherits: reading, writing.
int cmachine_pipe(int *_Nonnull ends);
// Whether somebody could listen at this port of 127.0.0.1: 0, or -errno.
int cmachine_try_port(uint16_t port);

// Sockets. Descriptors are non-blocking and closed on exec. Negative results are -errno.
int cmachine_listen_tcp(
    const struct sockaddr *_Nonnull address, socklen_t length, int backlog, int share_port, int only_version_6);
// Begins to connect; the socket becomes writable when it is decided, and `cmachine_socket_error` says how.
int cmachine_connect_tcp(const struct sockaddr *_Nonnull address, socklen_t length);
// A socket for datagrams that hears of this address alone.
/// For ICMP echoes: a socket that needs no privilege where the kernel gives one, or a raw one.
int cmachine_connect_echo(const struct sockaddr *_Nonnull address, socklen_t length);
int cmachine_connect_udp(const struct sockaddr *_Nonnull address, socklen_t length);
// 0, or the error that waits on a socket.
int cmachine_socket_error(int socket);
int cmachine_listen_unix(const char *_Nonnull path, int backlog);
int cmachine_accept(int listener, struct sockaddr_storage *_Nonnull address, socklen_t *_Nonnull length);
int cmachine_set_no_delay(int socket);
int cmachine_shutdown_write(int socket);
ptrdiff_t cmachine_write(int descriptor, const struct iovec *_Nonnull pieces, int count);
ptrdiff_t cmachine_read(int descriptor, void *_Nonnull buffer, size_t count);
// Of a socket, and at once; what a file's reading looks at besides is left out.
ptrdiff_t cmachine_receive(int socket, void *_Nonnull buffer, size_t count);
ptrdiff_t cmachine_peek(int socket, void *_Nonnull buffer, size_t count);
ptrdiff_t cmachine_send(int socket, const void *_Nonnull buffer, size_t count);
// Bytes that the kernel still holds for the peer (unsent or unacknowledged).
int cmachine_unsent(int socket);
// The soft limit of open descriptors.
int64_t cmachine_descriptor_limit(void);

// Programs.

/// Starts a program as the leader of a group of its own, in "/", without input, with what it writes to both outputs in a pipe.
/// Nothing else of ours is open in it, and no signal is held back or ignored. Its number, or a negative error number;
/// `output` is the pipe to read, `ending` becomes readable when it ends.
int cmachine_run_group(
    char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment, int *_Nonnull output,
    int *_Nonnull ending);
/// Kills every process of a group.
void cmachine_kill_group(int leader);
/// How an ended child ended: its exit code, 128 more than the signal that ended it, or a negative error number.
int cmachine_reap_leader(int child);
