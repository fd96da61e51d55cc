// What Swift cannot call: git_libgit2_opts is variadic.
#ifndef GITSTATE_CLIBGIT2_SHIM_H
#define GITSTATE_CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/commit.h>
#include <git2/sys/index.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

static inline int gitstate_enable_fsync(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

static inline int gitstate_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

// What is served after our own check of a repository's config.
static inline int gitstate_set_extensions(void) {
  const char *extensions[] = {"worktreeconfig", "preciousobjects", "relativeworktrees", "objectformat"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)4);
}

static inline int gitstate_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int gitstate_strict_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

static inline int gitstate_strict_object_creation(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, enabled);
}

// What is kept of objects that were read: in all, and the largest commit.
static inline int gitstate_set_object_cache(size_t total, size_t commit) {
  git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)total);
  return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_COMMIT, commit);
}

// The C library has them, and shows them only where it is asked to.
void *memmem(const void *bytes, size_t count, const void *word, size_t length);
#ifdef __linux__
void *memrchr(const void *bytes, int byte, size_t count);
#endif

#endif
