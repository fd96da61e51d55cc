"""Decides on a plan with `mcp` 2.x. Arguments: the binary, the repository, the mode (auto, legacy, a pinned
version), and which run, with what that wants to know."""

import asyncio
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from mcp import Client, StdioServerParameters, stdio_client, types

from result import read
from story_of import story_of

binary, folder, mode = sys.argv[1:4]
versions = set()


@contextlib.asynccontextmanager
async def connect(person):
    async def elicited(context, params):
        action, content = person.answer(params.message, params.requested_schema)
        return types.ElicitResult(action=action, content=content)

    server = StdioServerParameters(command=binary, args=["serve", "--repo", folder], env=dict(os.environ))
    async with Client(stdio_client(server), mode=mode, elicitation_callback=elicited) as client:
        versions.add(str(client.protocol_version))

        async def call(tool, arguments):
            result = await client.call_tool(tool, arguments)
            return read(result.content, result.structured_content, result.is_error)

        yield call


done = asyncio.run(story_of(4, "decisions").play(connect, *sys.argv[5:]))
print(json.dumps({**done, "versions": sorted(versions)}))
