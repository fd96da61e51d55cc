"""Decides on a plan with `mcp` 1.x: ClientSession over stdio. Arguments: the binary, the repository, and which run."""

import asyncio
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client

from result import read
from story_of import story_of

binary, folder = sys.argv[1:3]
versions = set()


@contextlib.asynccontextmanager
async def connect(person):
    async def elicited(context, params):
        action, content = person.answer(params.message, params.requestedSchema)
        return types.ElicitResult(action=action, content=content)

    server = StdioServerParameters(command=binary, args=["serve", "--repo", folder], env=dict(os.environ))
    async with stdio_client(server) as streams, ClientSession(*streams, elicitation_callback=elicited) as session:
        versions.add((await session.initialize()).protocolVersion)

        async def call(tool, arguments):
            result = await session.call_tool(tool, arguments)
            return read(result.content, result.structuredContent, result.isError)

        yield call


done = asyncio.run(story_of(3, "decisions").play(connect, *sys.argv[4:]))
print(json.dumps({**done, "versions": sorted(versions)}))
