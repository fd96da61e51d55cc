#ifndef GITSTATE_CDEFLATE_SHIM_H
#define GITSTATE_CDEFLATE_SHIM_H

#include <libdeflate.h>

#endif
