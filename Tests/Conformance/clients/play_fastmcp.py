"""Plays the run with `fastmcp`. Arguments: the binary, the repository, and which run."""

import asyncio
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from result import read
from story_of import story_of

binary, folder = sys.argv[1:3]
seen = {"versions": set(), "calls": 0, "errors": 0, "tools": 0}


@contextlib.asynccontextmanager
async def connect():
    transport = StdioTransport(command=binary, args=["serve", "--repo", folder], env=dict(os.environ), keep_alive=False)
    async with Client(transport) as client:
        seen["tools"] = len(await client.list_tools())
        version = getattr(client, "protocol_version", None) or getattr(
            getattr(client, "initialize_result", None), "protocolVersion", None)
        seen["versions"].add(str(version))

        async def call(tool, arguments):
            result = await client.call_tool_mcp(tool, arguments)
            seen["calls"] += 1
            flagged = getattr(result, "is_error", None)
            if flagged is None:
                flagged = result.isError
            structured = getattr(result, "structured_content", None)
            if structured is None:
                structured = getattr(result, "structuredContent", None)
            seen["errors"] += bool(flagged)
            return read(result.content, structured, flagged)

        yield call


done = asyncio.run(story_of(3).play(connect, folder))
done.update(seen, versions=sorted(seen["versions"]))
print(json.dumps(done))
