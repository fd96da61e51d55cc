"""The mistakes that `scripts/planted` shows to be found are in no binary but its own."""

import os
import re

from server import BINARY, ROOT

SOURCE = os.path.join(ROOT, "Sources", "GitState", "Files", "Planted.swift")


def test_the_binary_holds_none_of_them():
    with open(SOURCE, encoding="utf-8") as file:
        text = file.read()
    words = [*re.findall(r'case \w+ = "([\w-]+)"', text), *re.findall(r'value\("(\w+)"\)', text)]
    assert len(words) >= 9 and "GITSTATE_PLANTED" in words
    with open(BINARY, "rb") as file:
        content = file.read()
    assert b"gitstate/idempotencyKey" in content, "texts are found where there are some"
    assert [word for word in words if word.encode() in content] == []
