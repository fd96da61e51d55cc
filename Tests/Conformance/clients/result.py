"""What every client checks of a result."""

import json


def read(content, structured, is_error):
    """`(value, refused)`, after the text and the structured content were compared."""
    assert len(content) == 1 and content[0].type == "text", content
    value = json.loads(content[0].text)
    if is_error:
        assert structured is None and isinstance(value["error"], str) and isinstance(value["code"], str), value
    elif isinstance(value, dict):
        assert structured == value, "structuredContent and text differ"
        assert "error" not in value
    else:
        assert structured is None, "a bare array is text only"
    return value, bool(is_error)
