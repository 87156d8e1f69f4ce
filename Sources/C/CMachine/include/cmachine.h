#pragma once

// Shims for what Swift cannot import from glibc: macros, variadic functions, bit-field structures.
#include <sys/epoll.h>
#include <sys/eventfd.h>
