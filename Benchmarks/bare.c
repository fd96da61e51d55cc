// What a write costs at least: libgit2's own commit and move of a branch, called by nothing but a loop.
//
//   bare REPOSITORY MESSAGE COUNT FSYNC PROCESSES
//
// COUNT commits with the message of that file on refs/heads/bare, by each of PROCESSES processes that take turns by flock
// and move the branch from what they read. Prints the median of one in milliseconds and how many there were in a second.
#include <fcntl.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *BRANCH = "refs/heads/bare";

static void check(int outcome, const char *what) {
  if (outcome >= 0) return;
  const git_error *error = git_error_last();
  fprintf(stderr, "bare: %s: %s\n", what, error ? error->message : "failed");
  _exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static char *contents(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  char *text = calloc(1, 1 << 20);
  if (fread(text, 1, (1 << 20) - 1, file) == 0) exit(1);
  fclose(file);
  return text;
}

/// One commit on the branch, with its tip's tree.
static void commit_once(git_repository *repository, const char *message, const char *lock) {
  int turn = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (turn < 0 || flock(turn, LOCK_EX) != 0) check(-1, "flock");
  git_oid tip, made;
  git_commit *parent;
  git_tree *tree;
  git_signature *author;
  git_reference *moved;
  check(git_reference_name_to_id(&tip, repository, BRANCH), "tip");
  check(git_commit_lookup(&parent, repository, &tip), "commit");
  check(git_commit_tree(&tree, parent), "tree");
  check(git_signature_now(&author, "bare", "bare@example.org"), "author");
  check(git_commit_create_v(&made, repository, NULL, author, author, NULL, message, tree, 1, parent), "write");
  check(git_reference_create_matching(&moved, repository, BRANCH, &made, 1, &tip, "bare"), "move");
  git_reference_free(moved);
  git_signature_free(author);
  git_tree_free(tree);
  git_commit_free(parent);
  close(turn);
}

static int later(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: bare REPOSITORY MESSAGE COUNT FSYNC PROCESSES\n");
    return 64;
  }
  char *message = contents(arguments[2]);
  int rounds = atoi(arguments[3]), fsync = atoi(arguments[4]), processes = atoi(arguments[5]);
  char lock[4096];
  snprintf(lock, sizeof lock, "%s/.git/bare-turn", arguments[1]);
  size_t all = (size_t)rounds * processes;
  double *times = mmap(NULL, all * sizeof *times, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  double start = now();
  for (int process = 0; process < processes; process += 1) {
    if (fork() != 0) continue;
    git_repository *repository;
    check(git_libgit2_init(), "start");
    check(git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, fsync), "fsync");
    check(git_repository_open(&repository, arguments[1]), "open");
    for (int round = 0; round < rounds; round += 1) {
      double begun = now();
      commit_once(repository, message, lock);
      times[process * rounds + round] = now() - begun;
    }
    _exit(0);
  }
  int status, failed = 0;
  while (wait(&status) > 0) failed |= status;
  if (failed) return 1;
  double took = now() - start;
  qsort(times, all, sizeof *times, later);
  printf("%.4f %.1f\n", times[all / 2], all / took * 1e3);
  return 0;
}
