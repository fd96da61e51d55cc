#include "CProcess.h"

// A file of its own: a build of another commit compiles it anew, and nothing else.
#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

const char *gitstate_built_commit(void) {
#ifdef GITSTATE_COMMIT
  return TEXT(GITSTATE_COMMIT);
#else
  return 0;
#endif
}
