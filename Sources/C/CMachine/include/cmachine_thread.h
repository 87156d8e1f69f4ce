#pragma once

/// Names the calling thread for debuggers and `top -H`; glibc declares the call only under _GNU_SOURCE.
/// Names longer than fifteen bytes are left out.
void cmachine_name_thread(const char *name);
