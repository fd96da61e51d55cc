"""Decides on a plan with `fastmcp`. Arguments: the binary, the repository, and which run."""

import asyncio
import contextlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from fastmcp import Client
from fastmcp.client.elicitation import ElicitResult
from fastmcp.client.transports import StdioTransport

from result import read
from story_of import story_of

binary, folder = sys.argv[1:3]
versions = set()


@contextlib.asynccontextmanager
async def connect(person):
    async def elicited(message, response_type, params, context):
        action, content = person.answer(message, getattr(params, "requested_schema", None) or params.requestedSchema)
        return ElicitResult(action=action, content=content)

    transport = StdioTransport(command=binary, args=["serve", "--repo", folder], env=dict(os.environ), keep_alive=False)
    async with Client(transport, elicitation_handler=elicited) as client:
        versions.add(str(getattr(client, "protocol_version", None)))

        async def call(tool, arguments):
            result = await client.call_tool_mcp(tool, arguments)
            flagged = getattr(result, "is_error", None)
            structured = getattr(result, "structured_content", None)
            return read(result.content, structured, flagged)

        yield call


done = asyncio.run(story_of(3, "decisions").play(connect, *sys.argv[4:]))
print(json.dumps({**done, "versions": sorted(versions)}))
