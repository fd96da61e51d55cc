#ifndef GITSTATE_CPROCESS_H
#define GITSTATE_CPROCESS_H

// The commit that was built, in hex; NULL where the build was not told.
const char *gitstate_built_commit(void);

// Tells the C library how this program uses memory. To be called once, before there are threads. Answers 1 where it takes the
// advice, and 0 where it takes none.
int gitstate_prepare_memory(void);

#endif
