#include "cmachine_thread.h"

#include <pthread.h>

void cmachine_name_thread(const char *name) {
    (void)pthread_setname_np(pthread_self(), name);
}
