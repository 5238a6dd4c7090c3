"""Who is let in: the Host and Origin headers, the API key and the rate, in this order.

Host and Origin are checked because a web page that a person visits may point its own name at
127.0.0.1 (DNS rebinding) or post to it: either way its name, not ours, stands in these headers.
"""

import ipaddress
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.serving.keys import KeyRing
from rag.serving.options import ServiceOptions
from rag.serving.problems import Refusal
from rag.serving.rates import RateLimit

OPEN_PATHS = frozenset({"/", "/health/live", "/health/ready"})
"""What needs no key: the page holds no article, and a balancer has no key."""
OPEN_PREFIX = "/page/"


class Guard:
    """Middleware that refuses before any work is done."""

    def __init__(self, app: ASGIApp, options: ServiceOptions) -> None:
        self._app = app
        self._options = options
        self._keys = KeyRing(options.keys) if options.keys and not options.no_auth else None
        self._names = options.names
        self._public = {options.public_origin} - {None}
        self._rates = RateLimit(options.rate, options.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Refusal as refused:
            await refused.response(scope["state"]["request_id"])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._check_host(headers)
        self._check_origin(headers, scope["scheme"])
        path: str = scope["path"]
        if path in OPEN_PATHS or path.startswith(OPEN_PREFIX):
            return
        client = self._client(scope, headers)
        scope["state"]["client"] = client
        if self._options.loopback and self._keys is None:
            return
        if wait := self._rates.wait(client):
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests of this key.", wait)

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._known(_name(f"//{hosts[0]}")):
            detail = "The Host header names another service; `--allow-host NAME` lets it in."
            raise Refusal(HTTPStatus.MISDIRECTED_REQUEST, detail)

    def _check_origin(self, headers: Headers, scheme: str) -> None:
        """A page of our own sends our own host, also through a proxy that speaks TLS for us."""
        origin = headers.get("origin")
        here = {f"{each}://{headers['host']}".lower() for each in (scheme, "https")}
        if origin is not None and origin.lower() not in here | self._public:
            raise Refusal(HTTPStatus.FORBIDDEN, "Requests of other web pages are not answered.")

    def _known(self, name: str | None) -> bool:
        if name is None:
            return False
        if name == "localhost" or name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._options.loopback

    def _client(self, scope: Scope, headers: Headers) -> str:
        """The key's owner, or the address where no key is asked for."""
        if self._keys is None:
            return str(scope["client"][0]) if scope["client"] else "local"
        scheme, _, key = headers.get("authorization", "").partition(" ")
        owner = self._keys.owner(key.strip()) if scheme.lower() == "bearer" else None
        if owner is None:
            detail = "Give an API key: `Authorization: Bearer KEY`."
            raise Refusal(HTTPStatus.UNAUTHORIZED, detail)
        return owner


def _name(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.hostname
