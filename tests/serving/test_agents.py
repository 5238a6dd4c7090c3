import asyncio
import sys
from pathlib import Path

import httpx
import jsonschema  # type: ignore[import-untyped]  # it has no stubs
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from rag.serving.agents import make_agents
from rag.serving.app import create_app
from rag.serving.options import MAX_QUESTION, ServiceOptions
from rag.serving.parts import make_parts
from tests.serving.corpus import BRIDGE, opener
from tests.serving.live import listening


async def converse(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"search", "fetch", "ask"}
    assert all(tool.output_schema for tool in tools.values())
    found = await client.call_tool("search", {"query": "Who designed the bridge?", "limit": 2})
    assert found.structured_content
    first = found.structured_content["results"][0]
    assert "Ida Moreau" in first["text"]
    fetched = await client.call_tool("fetch", {"id": first["id"]})
    assert fetched.structured_content
    assert fetched.structured_content["text"] == BRIDGE
    asked = await client.call_tool("ask", {"question": "Who designed the bridge?"})
    assert asked.structured_content
    citation = asked.structured_content["citations"][0]
    assert BRIDGE[citation["start"] : citation["end"]] == citation["quote"]
    nothing = await client.call_tool("ask", {"question": "Who painted the opera's ceiling?"})
    assert nothing.structured_content
    assert nothing.structured_content["answered"] is False
    for name, given in (("search", found), ("fetch", fetched), ("ask", asked), ("ask", nothing)):
        jsonschema.validate(given.structured_content, tools[name].output_schema)
    wrong = await client.call_tool("fetch", {"id": "0" * 16})
    assert wrong.is_error
    longest = "Who? " + "é" * ((MAX_QUESTION - 5) // 2) + "!"
    assert len(longest.encode()) == MAX_QUESTION
    assert not (await client.call_tool("ask", {"question": longest})).is_error
    beyond = await client.call_tool("ask", {"question": longest + "!"})
    assert beyond.is_error
    assert "4,097 bytes" in str(beyond.content)


def test_the_tools_answer_in_memory(index: Path) -> None:
    parts = make_parts(opener(index), None, ServiceOptions())
    parts.refresh()

    async def scenario() -> None:
        async with Client(make_agents(parts, "0")) as client:
            await converse(client)

    asyncio.run(scenario())
    parts.close()


def test_the_tools_answer_over_http(index: Path) -> None:
    async def scenario(url: str) -> None:
        async with Client(f"{url}/mcp") as client:
            await converse(client)

    with listening(create_app(opener(index))) as url:
        asyncio.run(scenario(url))
        assert 'route="/mcp",status="200"' in httpx.get(f"{url}/metrics").text


def test_the_tools_answer_on_standard_input_and_output(index: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from rag.serving.server import serve_stdio;"
        "from tests.serving.corpus import opener; serve_stdio(opener(Path(sys.argv[1])))"
    )

    async def scenario() -> None:
        server = StdioServerParameters(command=sys.executable, args=["-c", program, str(index)])
        async with Client(stdio_client(server)) as client:
            await converse(client)

    asyncio.run(scenario())


def test_faults_are_told_without_paths(tmp_path: Path) -> None:
    parts = make_parts(opener(tmp_path / "nothing"), None, ServiceOptions())
    parts.refresh()

    async def scenario() -> None:
        async with Client(make_agents(parts, "0")) as client:
            refused = await client.call_tool("ask", {"question": "Who?"})
            assert refused.is_error
            text = str(refused.content)
            assert "No index can be used now" in text
            assert str(tmp_path) not in text

    asyncio.run(scenario())
    parts.close()
