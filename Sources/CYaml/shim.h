#ifndef GITSTATE_CYAML_SHIM_H
#define GITSTATE_CYAML_SHIM_H

#include <yaml.h>

#endif
