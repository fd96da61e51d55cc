"""Plays the run with `mcp` 1.x: ClientSession over stdio. Arguments: the binary, the repository, and which run."""

import asyncio
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import mcp
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from result import read
from story_of import story_of

binary, folder = sys.argv[1:3]
seen = {"versions": set(), "calls": 0, "errors": 0, "tools": 0}


@contextlib.asynccontextmanager
async def connect():
    server = StdioServerParameters(command=binary, args=["serve", "--repo", folder], env=dict(os.environ))
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        agreed = await session.initialize()
        seen["versions"].add(agreed.protocolVersion)
        assert agreed.serverInfo.name == "gitstate" and agreed.instructions
        await session.send_ping()
        seen["tools"] = len((await session.list_tools()).tools)
        try:
            await session.call_tool("no_such_tool", {})
            raise SystemExit("an unknown tool was no protocol error")
        except mcp.McpError as error:
            assert error.error.code == -32602, error

        async def call(tool, arguments):
            result = await session.call_tool(tool, arguments)
            seen["calls"] += 1
            seen["errors"] += bool(result.isError)
            return read(result.content, result.structuredContent, result.isError)

        yield call


done = asyncio.run(story_of(3).play(connect, folder))
done.update(seen, versions=sorted(seen["versions"]))
print(json.dumps(done))
