"""Sorts what a sanitizer wrote: what is ours, and what it can't see; and reads which tests failed.

ThreadSanitizer does not see the slow path of `Synchronization.Mutex`: on Linux a lock that is contended is handed on by the
kernel (a futex with priority inheritance), inside a library that is not instrumented. So it reports what two bodies of
`withLock` do one after the other, in a program of eight lines as well as here. Such a report, both of whose accesses happen
inside a body of `withLock`, is counted apart. Everything else fails.

And where an empty value is passed `inout`, `SystemRandomNumberGenerator` say, it is told an address that is none, and reports a
race there or crashes: no function of ours takes one. AddressSanitizer keeps what was freed, so with it the memory of a server is not what
three tests bound. Its allocator is not glibc's either, and takes none of the advice that one test gives.
"""

import collections
import glob
import re
import sys

# The mangled signature that only the body of `Mutex.withLock` has here: a closure whose result is `sending`.
BODY = re.compile(r"YTXEfU")
TSAN = re.compile(r"WARNING: ThreadSanitizer: (.*?) \(pid")
ACCESS = re.compile(r"^  (?:Previous )?(?:atomic )?(?:read|write|modifying access|Read|Write|Modifying access|Atomic)[^\n]*:\n((?:    #\d+ [^\n]*\n)+)",
                    re.M)

EXPECTED = {
    "thread": set(),
    "address": {"A server process", "gives every large answer whole to a client that reads late, in bounded memory",
                "stays in bounded memory when it is flooded by a client that does not read",
                "takes a line of 64 MiB without an end in bounded memory, and serves the next", "The C library",
                "takes the advice on memory where it is glibc"},
}


def thread(text):
    """The reports of ThreadSanitizer: (kind, whether a Mutex guards both, the report) each."""
    for report in re.split(r"^={18}\n", text, flags=re.M):
        kind = TSAN.search(report)
        if kind:
            accesses = ACCESS.findall(report)
            yield kind[1], len(accesses) >= 2 and all(BODY.search(stack) for stack in accesses[:2]), report


def address(text):
    """The reports of AddressSanitizer."""
    for match in re.finditer(r"^==\d+==ERROR: \w+Sanitizer: (\S+).*?(?=^==\d+==ABORTING|\Z)", text, re.M | re.S):
        yield match[1], False, match[0]


def main(kind, output, logs):
    counts, fails = collections.Counter(), 0
    for log in sorted(glob.glob(f"{logs}*")):
        with open(log, errors="replace") as file:
            for what, guarded, report in (thread if kind == "thread" else address)(file.read()):
                counts[what, guarded] += 1
                if not guarded:
                    fails += 1
                    print(report[:4000])
    with open(output, errors="replace") as file:
        text = file.read()
    run = re.search(r"Test run with (\d+) tests? .*", text)
    print(f"== {kind}: {run[0] if run else 'the tests did not come to their end'}")
    failed = sorted(set(re.findall(r'✘ (?:Test|Suite) "?(.*?)"? (?:failed after|recorded an issue)', text)))
    failed = [name for name in failed if not name.startswith("run with ")]
    for name in failed:
        print(f"failed: {name}" + (": by the sanitizer itself" if name in EXPECTED[kind] else ""))
    failed = [name for name in failed if name not in EXPECTED[kind]]
    for (what, guarded), count in sorted(counts.items()):
        print(f"{count} × {what}" + (", inside Mutex.withLock on both sides: its slow path is not seen" if guarded else ""))
    print(f"{kind}: {fails} reports of ours, {sum(counts.values()) - fails} passed over, {len(failed)} tests failed")
    return 1 if fails or failed or not run else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
