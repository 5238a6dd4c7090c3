"""The verbs that serve others: serve, mcp, keys."""

from pathlib import Path

import click

from rag.cli.options import ASKING, DEFAULT_CORPUS, DONE, chosen
from rag.errors import UsageError
from rag.settings import load_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Others need --keys.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option("--keys", type=click.Path(path_type=Path), help="The file of hashed API keys.")
@click.option("--no-auth", is_flag=True, help="Let anybody who reaches the address ask.")
@click.option("--allow-host", "hosts", multiple=True, help="A name the service is reached under.")
@click.option("--log-questions", is_flag=True, help="Write what was asked into the log.")
@click.option("--telemetry", is_flag=True, help="Send traces where the OTEL_* variables say.")
@chosen(*ASKING)
def serve(
    host: str,
    port: int,
    keys: Path | None,
    no_auth: bool,
    hosts: tuple[str, ...],
    log_questions: bool,
    telemetry: bool,
    **flags: object,
) -> int:
    """Answer over HTTP: the page at /, the description at /openapi.json, agents at /mcp."""
    from rag.serving.options import ServiceOptions
    from rag.wiring.serving import serve_http

    options = ServiceOptions(
        host=host,
        port=port,
        keys=keys,
        no_auth=no_auth,
        hosts=hosts,
        log_questions=log_questions,
        telemetry=telemetry,
    )
    serve_http(load_settings(flags), options, DEFAULT_CORPUS)
    return DONE


@click.command()
@chosen(*ASKING)
def mcp(**flags: object) -> int:
    """Offer search, fetch and ask to an agent on standard input and output."""
    from rag.wiring.serving import serve_agents

    serve_agents(load_settings(flags))
    return DONE


@click.command()
@click.argument("action", type=click.Choice(["add", "remove", "list"]))
@click.argument("name", required=False)
@click.option("--keys", type=click.Path(path_type=Path), default=Path("keys.json"))
def keys(action: str, name: str | None, keys: Path) -> int:
    """Make, remove and list the API keys of the service; a key is shown once, when it is made."""
    from rag.serving.keys import KeyRing

    ring = KeyRing(keys)
    if action == "list":
        click.echo("\n".join(ring.names()))
    elif name is None:
        raise UsageError(f"whose key? rag keys {action} NAME")
    elif action == "add":
        click.echo(ring.add(name))
    else:
        ring.remove(name)
    return DONE
