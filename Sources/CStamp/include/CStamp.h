#ifndef GITSTATE_CSTAMP_H
#define GITSTATE_CSTAMP_H

// The commit that was built, in hex; NULL where the build was not told.
const char *gitstate_built_commit(void);

#endif
