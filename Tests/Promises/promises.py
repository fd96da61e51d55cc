"""What takes longer than a test: races of creation, texts through all that git does to them, a line of 1 GiB, many calls, merges.

Prints each figure beside what was promised, and ends with 1 where a promise is not kept.
"""

import argparse
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Conformance"))

from calls import many_calls  # noqa: E402
from line import long_line  # noqa: E402
from merges import merges  # noqa: E402
from races import races  # noqa: E402
from texts import texts  # noqa: E402

PROMISES = {"races": races, "texts": texts, "line": long_line, "calls": many_calls, "merges": merges}


def main():
    parser = argparse.ArgumentParser(prog="scripts/promises", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PROMISES), help=",".join(PROMISES))
    parser.add_argument("--seed", type=int, help="what texts are drawn (default: others each time)")
    parser.add_argument("--rounds", type=int, default=1000, help="races of each kind")
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--mebibytes", type=int, default=1024, help="of the long line")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--merges", type=int, default=1000, help="random histories")
    options = parser.parse_args()
    if unknown := set(options.only) - set(PROMISES):
        parser.error(f"--only {', '.join(sorted(unknown))}: there is {', '.join(PROMISES)}")
    options.seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    print(f"seed {options.seed}", flush=True)
    broken = 0
    for name in options.only:
        start = time.monotonic()
        for what, figure, promised, kept in PROMISES[name](options):
            print(f"{'kept  ' if kept else 'BROKEN'}  {what}: {figure} (promised: {promised})", flush=True)
            broken += not kept
        print(f"        {name} took {time.monotonic() - start:.0f} s", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
