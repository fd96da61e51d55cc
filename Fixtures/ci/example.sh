#!/bin/sh
# A state that passes becomes a checkpoint. One that fails is taken back by one more commit: a protected branch never
# moves backwards. The clone may be shallow, on a detached HEAD, without user.name, and another user's.
set -eu
branch=${BRANCH:-main}
log=$(mktemp)

git config --global --add safe.directory "$(pwd -P)" # git and gitstate serve another user's clone only where told to
gitstate checkpoint fetch origin                     # refs/gitstate/*: what earlier jobs kept

share() { # 65: another job took this number meanwhile, and theirs stays
  gitstate checkpoint push origin || [ $? -eq 65 ]
}

before=$(gitstate checkpoint create "$branch before its tests" --quiet)
if ./run-tests >"$log" 2>&1; then
  # It holds every file that git does not ignore.
  gitstate checkpoint create "$branch" --passed --message "$(tail -n 1 "$log")"
  share
  exit 0
fi

cat "$log"
gitstate checkpoint rollback "$before" --yes # what the tests left behind goes, and is rescued
if gitstate checkpoint rollback last-passed --as-commit --yes; then
  git push origin "HEAD:refs/heads/$branch"
fi
share # the rescues too: gitstate checkpoint fetch brings them to whoever looks into it
exit 1
