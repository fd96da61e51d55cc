"""Plays the run with `mcp` 2.x. Arguments: the binary, the repository, the mode (auto, legacy, a
pinned version), and which run."""

import asyncio
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import mcp
from mcp import Client, StdioServerParameters, stdio_client

from result import read
from story_of import story_of

binary, folder, mode = sys.argv[1:4]
seen = {"versions": set(), "calls": 0, "errors": 0, "tools": 0}


@contextlib.asynccontextmanager
async def connect():
    server = StdioServerParameters(command=binary, args=["serve", "--repo", folder], env=dict(os.environ))
    async with Client(stdio_client(server), mode=mode) as client:
        seen["versions"].add(str(client.protocol_version))
        seen["tools"] = len((await client.list_tools()).tools)
        try:
            await client.call_tool("no_such_tool", {})
            raise SystemExit("an unknown tool was no protocol error")
        except mcp.MCPError as error:
            assert error.code == -32602, error

        async def call(tool, arguments):
            result = await client.call_tool(tool, arguments)
            seen["calls"] += 1
            seen["errors"] += bool(result.is_error)
            return read(result.content, result.structured_content, result.is_error)

        yield call


done = asyncio.run(story_of(4).play(connect, folder))
done.update(seen, versions=sorted(seen["versions"]))
print(json.dumps(done))
