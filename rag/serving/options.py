"""What an operator may choose about the service, with defaults that are safe on a laptop."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rag.errors import UsageError

MAX_BODY = 1 << 20
"""Bytes of a request's body: an answer to verify, with its passages, is the largest."""
MAX_QUESTION = 4096
"""Bytes of a question in UTF-8."""


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """Where to listen, who may ask, and how much is done at once. Times are in seconds."""

    host: str = "127.0.0.1"
    port: int = 8765
    """0 takes any free port."""
    keys: Path | None = None
    """The file of hashed API keys; see `rag.serving.keys`."""
    no_auth: bool = False
    """Let anybody who reaches an address other than loopback ask."""
    hosts: tuple[str, ...] = ()
    """Names beside the address itself that the service is reached under."""
    public_url: str | None = None
    """Where people reach the service through a proxy, such as `https://articles.example`: what
    links begin with, and a name beside `hosts`. The page needs the whole of it, so it has no path.
    """
    workers: int = 2
    """Questions answered at once."""
    queue: int = 2
    """Questions that may wait for a worker; the next one is refused with 503.

    As many as there are workers, so that under any load an admitted question takes about twice
    the time that it takes alone: `eval/bench/serving_load.py`.
    """
    deadline: float = 20.0
    """How long a question may take, waiting included."""
    client_timeout: float = 10.0
    """How long a client may take to send a request, or to take in a piece of the reply."""
    rate: float = 20.0
    """Requests a second that one key may make, on average."""
    burst: int = 100
    """Requests that one key may make at once."""
    log_questions: bool = False
    """Write what was asked into the log."""
    telemetry: bool = False
    """Send traces where the standard `OTEL_*` variables say; needs the extra `telemetry`."""
    content_security_policy: bool = True
    """Off only to show that the page is safe without it too."""

    def __post_init__(self) -> None:
        """Raise `UsageError` where the choice would let strangers in by mistake."""
        if not self.open_to_all and not self.loopback and self.keys is None:
            raise UsageError(
                f"{self.host} can be reached by others: give --keys FILE (make a key with "
                "`rag keys add NAME`), or --no-auth to let anybody ask"
            )
        if self.public_url is not None and _origin(self.public_url) is None:
            raise UsageError(
                f"--public-url {self.public_url!r} is no address that links can begin with: "
                "give scheme and name alone, such as https://articles.example"
            )

    @property
    def public_origin(self) -> str | None:
        """`public_url` as a browser's Origin header has it, without a slash at its end."""
        return None if self.public_url is None else _origin(self.public_url)

    @property
    def names(self) -> frozenset[str]:
        """Every name that the service is reached under, in lower case."""
        public = urlsplit(self.public_url or "").hostname
        given = {self.host, *self.hosts, *((public,) if public else ())}
        return frozenset(name.lower() for name in given)

    @property
    def loopback(self) -> bool:
        """Can only this machine reach the address?"""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def open_to_all(self) -> bool:
        """Is no key asked for?"""
        return self.no_auth or (self.loopback and self.keys is None)


def _origin(url: str) -> str | None:
    """Scheme, name and port of a URL that has nothing else; `None` for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii():
        return None
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    origin = f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")
    return origin if url.lower().removesuffix("/") == origin else None
