"""Errors as application/problem+json (RFC 9457), for every kind of failure a request can meet."""

import http
import logging
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from contact_center.errors import (
    ApiError,
    InvalidInput,
    MalformedBody,
    StorageFull,
    StorageUnavailable,
    TooManyRequests,
)

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "contact_center.request_id"
"""The key of the ASGI scope under which middleware keeps the request's id."""

log = logging.getLogger("contact_center.http")
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every error. code is stable and for programs, detail is for a person."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | None = None
    """Where in the input the fault is, such as items.0.name."""
    words: str = ""
    """What another server said, such as one for mail that was tried in vain."""
    request_id: str = ""


def problem_of(error: Exception, request_id: str) -> Problem:
    """What to answer for an error; one that is not ours says nothing of its inside."""
    status, code, detail, field, words = 500, "internal", "Something went wrong on our side.", None, ""
    if isinstance(error, ApiError):
        status, code, detail, field, words = error.status, error.code, error.detail, error.field, error.words
    elif isinstance(error, StorageFull):
        status, code, detail = error.status, error.code, str(error)
    elif isinstance(error, StorageUnavailable):
        status, code, detail = error.status, error.code, "The database does not take part. Try again in a moment."
    elif isinstance(error, HTTPException):
        status, detail = error.status_code, error.detail
        code = _HTTP_CODES.get(status, http.HTTPStatus(status).phrase.lower().replace(" ", "_"))
    title = http.HTTPStatus(status).phrase
    return Problem(
        type="about:blank",
        title=title,
        status=status,
        code=code,
        detail=detail,
        field=field,
        words=words,
        request_id=request_id,
    )


def problem_response(error: Exception, request_id: str) -> Response:
    problem = problem_of(error, request_id)
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, HTTPException) and error.headers:
        headers |= error.headers
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, StorageUnavailable):
        headers["Retry-After"] = "2"
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(msgspec.json.encode(problem), problem.status, headers, MEDIA_TYPE)


def from_msgspec(error: msgspec.MsgspecError | UnicodeDecodeError) -> ApiError:
    """A decoder's complaint: 422 with the place where the value does not fit, 400 where it is no JSON at all."""
    if not isinstance(error, msgspec.ValidationError):
        return MalformedBody("The body is not JSON in UTF-8.")
    detail, _, path = str(error).partition(" - at `")
    return InvalidInput(detail, field=_dotted(path.rstrip("`")) or None)


def _dotted(path: str) -> str:
    """msgspec's `$.items[0].name` as items.0.name; of a map it names no key, but ... and `key` in."""
    inner, _, whole = path.rpartition("` in `")
    known = (whole or inner).removeprefix("$").replace("[...]", "").replace("[", ".").replace("]", "")
    return known.removeprefix(".")


async def _answer(request: Request, error: Exception) -> Response:
    request_id = request.scope.get(REQUEST_ID, "")
    if isinstance(error, StorageUnavailable):
        log.error("storage unavailable", extra={"request_id": request_id, "reason": str(error)})
    return problem_response(error, request_id)


def exception_handlers() -> dict[Any, ExceptionHandler]:
    """For Starlette(exception_handlers=...): every error that a route or the router raises."""
    return {HTTPException: _answer, ApiError: _answer, StorageUnavailable: _answer}
