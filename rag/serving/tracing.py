"""What a tracer is told, where the operator has one: the joint, and the one that tells nobody."""

from collections.abc import Callable
from typing import Protocol

from starlette.types import ASGIApp

from rag.errors import UsageError
from rag.types import Reply


class Tracing(Protocol):
    """Follows a request from the socket to the reader."""

    def layer(self, app: ASGIApp) -> ASGIApp:
        """The application with a span around each of its requests."""

    def asking(self, since: int, work: Callable[[], Reply]) -> Reply:
        """Do the work, with spans for its stages; it has waited since then, in nanoseconds."""

    def close(self) -> None:
        """Send what is not sent yet, for a moment at most."""


class Untraced:
    """The default: nothing is recorded and nothing is sent."""

    def layer(self, app: ASGIApp) -> ASGIApp:
        """The application itself."""
        return app

    def asking(self, _since: int, work: Callable[[], Reply]) -> Reply:
        """Only do the work."""
        return work()

    def close(self) -> None:
        """There is nothing to send."""


def make_tracing(wanted: bool) -> Tracing:
    """What `rag serve --telemetry` asks for; raises `UsageError` without the extra `telemetry`."""
    if not wanted:
        return Untraced()
    try:
        from rag.serving.telemetry import exported
    except ImportError as error:
        raise UsageError("traces need another package: pip install 'pincite[telemetry]'") from error
    return exported()
