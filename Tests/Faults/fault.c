// Lets one call of a process that touches files go wrong. Preloaded; only what stands below GITSTATE_FAULT_ROOT counts.
//
// Each such call has a number, from 1 on. The one whose number is GITSTATE_FAULT_AT meets GITSTATE_FAULT_MODE:
//   kill     the process is killed before the call is carried out
//   lose     the same, and whoever started it takes away what was not synced by then
//   short    a write writes half of what it was given
//   <errno>  the call fails with it, once: ENOSPC, EIO, EACCES, EMFILE, EINTR
//   <errno>+ this call and all later ones that could fail so do
// GITSTATE_FAULT_START is when the power came back, in nanoseconds since 1970: the machine seems to have started then, and is
// another boot than it was.
// GITSTATE_FAULT_CLOCK is where the wall clock stands still, in seconds since 1970; GITSTATE_FAULT_LATER by how many it is ahead.
// GITSTATE_FAULT_DICE is what all that is drawn at random follows from.
// GITSTATE_FAULT_LOG gets a line for each call: number, what, inode, path, other path, and what was kept of a replaced file.
// GITSTATE_FAULT_KEEP is a folder for that: with it, what a rename or an unlink takes away can be given back.
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
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, READ = 2, WRITE = 4, SYNC = 8, NAME = 16, MARK = 32 };

static atomic_int calls;

// What a mode can make of each kind of call: the kinds that may fail so.
static int kinds_of(int error) {
  switch (error) {
    case ENOSPC: return OPEN | WRITE | SYNC | NAME;
    case EIO: return OPEN | READ | WRITE | SYNC | NAME | MARK;
    case EACCES: return OPEN | READ | NAME | MARK;
    case EMFILE: return OPEN | READ;
    case EINTR: return OPEN | READ | WRITE | SYNC;
    default: return 0;
  }
}

static int error_named(const char *mode) {
  static const struct { const char *name; int value; } errors[] = {
    {"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EACCES", EACCES}, {"EMFILE", EMFILE}, {"EINTR", EINTR}};
  for (size_t index = 0; index < sizeof errors / sizeof *errors; index++) {
    size_t length = strlen(errors[index].name);
    if (strncmp(mode, errors[index].name, length) == 0 && (!mode[length] || mode[length] == '+')) return errors[index].value;
  }
  return 0;
}

// An absolute path of what a call is about, empty where it can't be told.
static void place(int folder, const char *name, char *path) {
  size_t length = 0;
  path[0] = 0;
  if (!name || name[0] != '/') {
    if (folder == AT_FDCWD) {
      if (!getcwd(path, PATH_MAX)) path[0] = 0;
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t read = readlink(link, path, PATH_MAX - 1);
      path[read < 0 ? 0 : read] = 0;
    }
    length = strlen(path);
    if (name) path[length++] = '/';
  }
  if (name) snprintf(path + length, PATH_MAX - length, "%s", name);
}

static unsigned long inode_of(const char *path) {
  struct stat found;
  return lstat(path, &found) == 0 ? found.st_ino : 0;
}

// Counts a call. Answers the error that it is to fail with, 0 for none, and -1 for a write that is to be short.
static int meet(int kind, const char *what, const char *path, const char *other, int keeps) {
  const char *root = getenv("GITSTATE_FAULT_ROOT");
  if (!root || strncmp(path, root, strlen(root)) != 0) return 0;
  int kept_errno = errno;
  int number = atomic_fetch_add(&calls, 1) + 1;
  const char *at = getenv("GITSTATE_FAULT_AT"), *mode = getenv("GITSTATE_FAULT_MODE");
  const char *log = getenv("GITSTATE_FAULT_LOG"), *keep = getenv("GITSTATE_FAULT_KEEP");
  int wanted = at ? atoi(at) : 0;
  int killed = mode && number == wanted && (strcmp(mode, "kill") == 0 || strcmp(mode, "lose") == 0);
  if (killed) kill(getpid(), SIGKILL);
  char side[PATH_MAX] = "";
  // What is taken away is the file at `other` for a rename, and at `path` for an unlink.
  const char *taken = other[0] ? other : path;
  if (keep && keeps && inode_of(taken)) {
    snprintf(side, sizeof side, "%s/%d", keep, number);
    if (syscall(SYS_linkat, AT_FDCWD, taken, AT_FDCWD, side, 0) != 0) side[0] = 0;
  }
  int file = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
  if (file >= 0) {
    char line[4 * PATH_MAX];
    int length = snprintf(line, sizeof line, "%d\t%s\t%lu\t%s\t%s\t%s\n", number, what, inode_of(path), path, other, side);
    if (syscall(SYS_write, file, line, length) != length) abort();
    syscall(SYS_close, file);
  }
  errno = kept_errno;
  if (!mode) return 0;
  if (strcmp(mode, "short") == 0) return number == wanted && kind == WRITE ? -1 : 0;
  int error = error_named(mode);
  if (!error || !(kinds_of(error) & kind)) return 0;
  return number == wanted || (number > wanted && mode[strlen(mode) - 1] == '+') ? error : 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_IF(error) do { int met = (error); if (met > 0) { errno = met; return -1; } } while (0)

// Where the system tells which boot this is.
static const char boot_id[] = "/proc/sys/kernel/random/boot_id";

int clock_gettime(clockid_t clock, struct timespec *time) {
  const char *start = getenv("GITSTATE_FAULT_START");
  int result = REAL(clock_gettime)(start && clock == CLOCK_BOOTTIME ? CLOCK_REALTIME : clock, time);
  if (start && clock == CLOCK_BOOTTIME) {
    long long now = time->tv_sec * 1000000000LL + time->tv_nsec - atoll(start);
    time->tv_sec = now / 1000000000, time->tv_nsec = now % 1000000000;
  }
  const char *still = getenv("GITSTATE_FAULT_CLOCK"), *later = getenv("GITSTATE_FAULT_LATER");
  if (still && clock == CLOCK_REALTIME) time->tv_sec = atoll(still), time->tv_nsec = 0;
  if (later && clock == CLOCK_REALTIME) time->tv_sec += atoi(later);
  return result;
}

// What is drawn at random, if the dice are cast: the same bytes in each process.
static int rolled(void *bytes, size_t size) {
  static atomic_ulong drawn;
  const char *dice = getenv("GITSTATE_FAULT_DICE");
  if (!dice) return 0;
  for (size_t index = 0; index < size; index++) {
    unsigned long mixed = (strtoul(dice, NULL, 10) << 32) + atomic_fetch_add(&drawn, 1) + 1;
    mixed *= 0x9e3779b97f4a7c15;
    ((unsigned char *)bytes)[index] = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9 >> 56;
  }
  return 1;
}

// The Swift library draws by the bare call.
long syscall(long number, ...) {
  long parts[6];
  va_list rest;
  va_start(rest, number);
  for (int index = 0; index < 6; index++) parts[index] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_getrandom && rolled((void *)parts[0], (size_t)parts[1])) return parts[1];
  return REAL(syscall)(number, parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
}

static int meet_open(int folder, const char *name, int flags) {
  char path[PATH_MAX];
  place(folder, name, path);
  int makes = flags & (O_CREAT | O_TRUNC);
  if (!makes && (flags & O_DIRECTORY)) return meet(READ, "folder", path, "", 0);
  return makes ? meet(OPEN, inode_of(path) ? "open" : "create", path, "", 0) : meet(READ, "read", path, "", 0);
}

#define OPENING(name, parameters, folder, arguments)       \
  int name parameters {                                    \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                          \
    if (getenv("GITSTATE_FAULT_START") && strcmp(path, boot_id) == 0) path = "/proc/sys/kernel/random/uuid"; \
    FAIL_IF(meet_open(folder, path, flags));               \
    return REAL(name) arguments;                           \
  }
OPENING(open, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENING(openat, (int folder, const char *path, int flags, ...), folder, (folder, path, flags, mode))
OPENING(openat64, (int folder, const char *path, int flags, ...), folder, (folder, path, flags, mode))

static int meet_one(int kind, const char *what, int folder, const char *name, int keeps) {
  char path[PATH_MAX];
  place(folder, name, path);
  return meet(kind, what, path, "", keeps);
}

static int meet_two(const char *what, int a, const char *from, int b, const char *to, int keeps) {
  char path[PATH_MAX], other[PATH_MAX];
  place(a, from, path);
  place(b, to, other);
  if (!keeps && inode_of(other)) what = "there";
  return meet(NAME, what, path, other, keeps);
}

// A name that is there already is not made, and so not taken away by a power cut.
static int meet_folder(int folder, const char *name) {
  char path[PATH_MAX];
  place(folder, name, path);
  return meet(NAME, inode_of(path) ? "there" : "mkdir", path, "", 0);
}

#define CHANGING(name, parameters, met, arguments) \
  int name parameters {                            \
    FAIL_IF(met);                                  \
    return REAL(name) arguments;                   \
  }
CHANGING(rename, (const char *from, const char *to), meet_two("rename", AT_FDCWD, from, AT_FDCWD, to, 1), (from, to))
CHANGING(renameat, (int a, const char *from, int b, const char *to), meet_two("rename", a, from, b, to, 1), (a, from, b, to))
CHANGING(link, (const char *from, const char *to), meet_two("link", AT_FDCWD, from, AT_FDCWD, to, 0), (from, to))
CHANGING(symlink, (const char *to, const char *path), meet_one(NAME, "create", AT_FDCWD, path, 0), (to, path))
CHANGING(symlinkat, (const char *to, int folder, const char *path), meet_one(NAME, "create", folder, path, 0), (to, folder, path))
CHANGING(unlink, (const char *path), meet_one(NAME, "unlink", AT_FDCWD, path, 1), (path))
CHANGING(unlinkat, (int folder, const char *path, int flags),
         meet_one(NAME, flags & AT_REMOVEDIR ? "rmdir" : "unlink", folder, path, !(flags & AT_REMOVEDIR)), (folder, path, flags))
CHANGING(mkdir, (const char *path, mode_t mode), meet_folder(AT_FDCWD, path), (path, mode))
CHANGING(mkdirat, (int folder, const char *path, mode_t mode), meet_folder(folder, path), (folder, path, mode))
CHANGING(rmdir, (const char *path), meet_one(NAME, "rmdir", AT_FDCWD, path, 0), (path))
CHANGING(futimens, (int file, const struct timespec times[2]), meet_one(MARK, "mark", file, NULL, 0), (file, times))
CHANGING(fchmod, (int file, mode_t mode), meet_one(MARK, "mark", file, NULL, 0), (file, mode))
CHANGING(chmod, (const char *path, mode_t mode), meet_one(MARK, "mark", AT_FDCWD, path, 0), (path, mode))
CHANGING(utimes, (const char *path, const struct timeval times[2]), meet_one(MARK, "mark", AT_FDCWD, path, 0), (path, times))
CHANGING(utimensat, (int folder, const char *path, const struct timespec times[2], int flags),
         meet_one(MARK, "mark", folder, path, 0), (folder, path, times, flags))
CHANGING(ftruncate, (int file, off_t size), meet_one(WRITE, "resize", file, NULL, 0), (file, size))
CHANGING(fsync, (int file), meet_one(SYNC, "sync", file, NULL, 0), (file))
CHANGING(fdatasync, (int file), meet_one(SYNC, "sync", file, NULL, 0), (file))

static size_t allowed(int file, size_t size, int *error) {
  *error = file > 2 ? meet_one(WRITE, "write", file, NULL, 0) : 0;
  return *error < 0 && size > 1 ? size / 2 : size;
}

ssize_t write(int file, const void *bytes, size_t size) {
  int error;
  size = allowed(file, size, &error);
  FAIL_IF(error);
  return REAL(write)(file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
  int error;
  size = allowed(file, size, &error);
  FAIL_IF(error);
  return REAL(pwrite)(file, bytes, size, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
  int error;
  size = allowed(file, size, &error);
  FAIL_IF(error);
  return REAL(pwrite64)(file, bytes, size, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  int error;
  allowed(file, 0, &error);
  FAIL_IF(error);
  return REAL(writev)(file, parts, error < 0 && count > 1 ? 1 : count);
}
