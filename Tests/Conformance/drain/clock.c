// Preloaded into one server: its wall clock is ahead by as many seconds as the file GITSTATE_AHEAD says at that moment.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*own)(clockid_t, struct timespec *);
  if (!own) own = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int answer = own(clock, time);
  const char *path = getenv("GITSTATE_AHEAD");
  if (answer != 0 || clock != CLOCK_REALTIME || !path) return answer;
  char text[32] = {0};
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return answer;
  if (read(file, text, sizeof text - 1) > 0) time->tv_sec += atol(text);
  close(file);
  return answer;
}
