#include "CProcess.h"

// Any header of the C library says which one it is.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// The first read of a large plan takes some 20 MB in small pieces and a few large buffers, once. As glibc comes, a thread's own heap
// grows by one page and one system call at a time, and each large buffer is mapped, zeroed and given back: a sixth of that read.
int gitstate_prepare_memory(void) {
#ifdef __GLIBC__
  return mallopt(M_ARENA_MAX, 1) & mallopt(M_TOP_PAD, 1 << 20) & mallopt(M_MMAP_THRESHOLD, 8 << 20)
    & mallopt(M_TRIM_THRESHOLD, 16 << 20);
#else
  return 0;
#endif
}
