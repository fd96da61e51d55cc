// Records what decides whether a power cut loses something: names that are made, and what is synced, in their order.
// Preloaded; each line that GITSTATE_RECORD gets is `what<TAB>path[<TAB>new path]`.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void note(const char *what, const char *path, const char *other) {
  char line[3 * PATH_MAX];
  const char *target = getenv("GITSTATE_RECORD");
  int kept = errno;
  int length = snprintf(line, sizeof line, "%s\t%s\t%s\n", what, path, other);
  int file = target ? open(target, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
  if (file < 0 || write(file, line, length) != length) abort();
  close(file);
  errno = kept;
}

static void place(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int descriptor) {
  char path[PATH_MAX];
  int result = REAL(fsync)(descriptor);
  place(descriptor, path);
  if (result == 0) note("sync", path, "");
  return result;
}

int fdatasync(int descriptor) {
  char path[PATH_MAX];
  int result = REAL(fdatasync)(descriptor);
  place(descriptor, path);
  if (result == 0) note("sync", path, "");
  return result;
}

// A rename may reach the disk as soon as it is called: it is noted before.
int rename(const char *path, const char *other) {
  note("rename", path, other);
  return REAL(rename)(path, other);
}

int link(const char *path, const char *other) {
  note("link", path, other);
  return REAL(link)(path, other);
}

int mkdir(const char *path, mode_t mode) {
  int result = REAL(mkdir)(path, mode);
  if (result == 0) note("mkdir", path, "");
  return result;
}

int mkdirat(int folder, const char *name, mode_t mode) {
  char path[2 * PATH_MAX];
  int result = REAL(mkdirat)(folder, name, mode);
  if (result != 0) return result;
  place(folder, path);
  strcat(strcat(path, "/"), name);
  note("mkdir", name[0] == '/' ? name : path, "");
  return result;
}
