"""The verbs that serve others: serve, mcp."""

from pathlib import Path

import click

from rag.cli.options import ASKING, DEFAULT_CORPUS, DONE, chosen
from rag.settings import load_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Others need --keys.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option("--keys", type=click.Path(path_type=Path), help="The file of hashed API keys.")
@click.option("--no-auth", is_flag=True, help="Let anybody who reaches the address ask.")
@click.option("--allow-host", "hosts", multiple=True, help="A name the service is reached under.")
@click.option("--public-url", help="What links begin with, such as https://articles.example.")
@click.option("--log-questions", is_flag=True, help="Write what was asked into the log.")
@click.option("--telemetry", is_flag=True, help="Send traces where the OTEL_* variables say.")
@chosen(*ASKING)
def serve(  # noqa: PLR0913, PLR0917  # one for each option
    host: str,
    port: int,
    keys: Path | None,
    no_auth: bool,
    hosts: tuple[str, ...],
    public_url: str | None,
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
        public_url=public_url,
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
