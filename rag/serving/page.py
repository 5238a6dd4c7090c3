"""The page: three files, sent as they are, with the policy that keeps them alone."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""On every reply, the articles' files among them; only the page's own files may be kept."""

_FOLDER = files("rag.serving") / "assets"
router = APIRouter(include_in_schema=False)


@router.head("/")
@router.get("/")
async def show_page() -> Response:
    """Give the page; it asks for everything else itself."""
    return _asset("index.html", "text/html")


@router.get("/page/app.js")
async def show_script() -> Response:
    """Give the page's one module."""
    return _asset("app.js", "text/javascript")


@router.get("/page/style.css")
async def show_style() -> Response:
    """Give the page's one stylesheet."""
    return _asset("style.css", "text/css")


@router.get("/page/icon.svg")
async def show_icon() -> Response:
    """Give the page's icon."""
    return _asset("icon.svg", "image/svg+xml")


def _asset(name: str, media_type: str) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return Response((_FOLDER / name).read_bytes(), 200, headers, media_type)
