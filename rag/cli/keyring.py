"""The verb that keeps the API keys of the service: keys."""

from pathlib import Path

import click

from rag.cli.options import AS_JSON, DONE, chosen, print_json
from rag.errors import UsageError


@click.command()
@click.argument("action", type=click.Choice(["add", "remove", "list"]))
@click.argument("name", required=False)
@click.option("--keys", type=click.Path(path_type=Path), default=Path("keys.json"))
@chosen(AS_JSON)
def keys(action: str, name: str | None, keys: Path, as_json: bool) -> int:
    """Make, remove and list the API keys of the service; a key is shown once, when it is made.

    With --json: {"names": [...]} for list, {"name": ..., "key": ...} for add, {"name": ...} for
    remove.
    """
    from rag.serving.keys import KeyRing

    ring = KeyRing(keys)
    if action == "list":
        names = ring.names()
        _tell({"names": names}, "\n".join(names) or None, as_json)
    elif name is None:
        raise UsageError(f"whose key? rag keys {action} NAME")
    elif action == "add":
        key = ring.add(name)
        _tell({"name": name, "key": key}, key, as_json)
    else:
        ring.remove(name)
        _tell({"name": name}, None, as_json)
    return DONE


def _tell(value: object, words: str | None, as_json: bool) -> None:
    if as_json:
        print_json(value)
    elif words is not None:
        click.echo(words)
