// Kills its process at one call that changes a file: the GITSTATE_KILL_AT-th, before it is carried out.
// Preloaded. Only calls below GITSTATE_KILL_ROOT count; how many there were is written to GITSTATE_KILL_COUNT at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_int calls;

static void place(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
}

static void count(int folder, const char *name) {
  char path[PATH_MAX];
  const char *root = getenv("GITSTATE_KILL_ROOT");
  const char *at = getenv("GITSTATE_KILL_AT");
  int kept = errno;
  if (name && name[0] == '/') {
    snprintf(path, sizeof path, "%s", name);
  } else if (folder == AT_FDCWD) {
    if (!getcwd(path, sizeof path)) abort();
  } else {
    place(folder, path);
  }
  errno = kept;
  if (!root || strncmp(path, root, strlen(root)) != 0) return;
  if (atomic_fetch_add(&calls, 1) + 1 == (at ? atoi(at) : 0)) kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void tell(void) {
  const char *file = getenv("GITSTATE_KILL_COUNT");
  FILE *out = file ? fopen(file, "w") : NULL;
  if (!out) return;
  fprintf(out, "%d", atomic_load(&calls));
  fclose(out);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPENING(name)                                                     \
  int name(const char *path, int flags, ...) {                            \
    va_list rest;                                                         \
    va_start(rest, flags);                                                \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;             \
    va_end(rest);                                                         \
    if (flags & (O_CREAT | O_TRUNC)) count(AT_FDCWD, path);               \
    return REAL(name)(path, flags, mode);                                 \
  }
#define OPENING_AT(name)                                                  \
  int name(int folder, const char *path, int flags, ...) {                \
    va_list rest;                                                         \
    va_start(rest, flags);                                                \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;             \
    va_end(rest);                                                         \
    if (flags & (O_CREAT | O_TRUNC)) count(folder, path);                 \
    return REAL(name)(folder, path, flags, mode);                         \
  }
#define CHANGING(name, parameters, folder, path, arguments) \
  int name parameters {                                     \
    count(folder, path);                                    \
    return REAL(name) arguments;                            \
  }

OPENING(open)
OPENING(open64)
OPENING_AT(openat)
OPENING_AT(openat64)
CHANGING(rename, (const char *from, const char *to), AT_FDCWD, to, (from, to))
CHANGING(renameat, (int a, const char *from, int b, const char *to), b, to, (a, from, b, to))
CHANGING(link, (const char *from, const char *to), AT_FDCWD, to, (from, to))
CHANGING(symlink, (const char *to, const char *path), AT_FDCWD, path, (to, path))
CHANGING(symlinkat, (const char *to, int folder, const char *path), folder, path, (to, folder, path))
CHANGING(unlink, (const char *path), AT_FDCWD, path, (path))
CHANGING(unlinkat, (int folder, const char *path, int flags), folder, path, (folder, path, flags))
CHANGING(mkdir, (const char *path, mode_t mode), AT_FDCWD, path, (path, mode))
CHANGING(mkdirat, (int folder, const char *path, mode_t mode), folder, path, (folder, path, mode))
CHANGING(rmdir, (const char *path), AT_FDCWD, path, (path))
CHANGING(futimens, (int file, const struct timespec times[2]), file, NULL, (file, times))
CHANGING(fchmod, (int file, mode_t mode), file, NULL, (file, mode))
CHANGING(ftruncate, (int file, off_t size), file, NULL, (file, size))

ssize_t write(int file, const void *bytes, size_t size) {
  if (file > 2) count(file, NULL);
  return REAL(write)(file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
  if (file > 2) count(file, NULL);
  return REAL(pwrite)(file, bytes, size, place);
}
