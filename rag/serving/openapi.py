"""The description of the interface (OpenAPI 3.1), with the problems that every route can give."""

from collections.abc import Iterator
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rag.serving.problems import MEDIA_TYPE, Problem

ANYWHERE = (400, 401, 403, 404, 405, 408, 413, 415, 421, 422, 429, 500, 503)
"""What the layers around the routes may answer, whatever the route."""
CONFLICT = {"/v1/index/sync": 409}


def describe(app: FastAPI) -> None:
    """Replace the generated description by one that knows the problems."""

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _description(app: FastAPI) -> dict[str, object]:
    description = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes
    )
    components = description.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    description["security"] = [{}, {"key": []}]
    for path, operation in _operations(description["paths"]):
        codes = (*ANYWHERE, CONFLICT[path]) if path in CONFLICT else ANYWHERE
        operation["responses"].update({str(code): _problem(code) for code in codes})
    return description


def _operations(
    paths: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> Iterator[tuple[str, dict[str, dict[str, object]]]]:
    for path, operations in paths.items():
        for operation in operations.values():
            yield path, operation


def _problem(code: int) -> dict[str, object]:
    schema = {"$ref": "#/components/schemas/Problem"}
    example = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": "What went wrong, and what to do about it.",
        "request_id": "5f0c6d5a8c0b4c1f9d0e2b7a6c3d4e1f",
    }
    return {
        "description": HTTPStatus(code).phrase,
        "content": {MEDIA_TYPE: {"schema": schema, "example": example}},
    }
