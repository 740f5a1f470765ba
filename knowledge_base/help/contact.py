"""The public contact form, whole without a script: it opens a conversation, which is answered by mail.

It is safe from other sites by design: it knows no session and sets no cookie, so whoever makes a browser send it says
no more than anybody can. What another site's page sends is refused all the same.
"""

import asyncio
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from contact_center.auth import check_origin
from contact_center.errors import ApiError, Forbidden, InvalidInput, NotFound, StorageUnavailable, TooManyRequests
from contact_center.http import Services, State
from contact_center.inboxes.contact_forms import ContactForms
from contact_center.inboxes.letters import FILES_BYTES, MOST_FILES, SUBJECT_LENGTH, ContactForm, Letter
from contact_center.inboxes.schemas import Locale
from contact_center.values import new_id
from knowledge_base import settings
from knowledge_base.help import form_answers, form_data, form_token, links
from knowledge_base.help.centre import centre_of
from knowledge_base.help.contacts import answered_by
from knowledge_base.help.form_input import MB, TRAP, Checked, Written, check
from knowledge_base.help.pages import failed, page
from knowledge_base.help.texts import counted, say
from knowledge_base.values import LOCALES

MOST_READ = FILES_BYTES + 2 * MB
"""Bytes of a form that are kept; of a larger one, what was typed, which comes first."""
MOST_DRAINED = 5 * MOST_READ
"""Bytes that are waited for, so that the browser hears why: it does not listen while it sends."""
PATIENCE = 120.0
"""Seconds within which the whole has to arrive."""
_MINUTE = 60
_FILE_PROBLEMS = {"file_too_large", "file_empty", "file_type_refused"}


async def choose_language(request: Request[State]) -> Response:
    """GET /contact/{inbox}: to the form in the language that the browser likes best."""
    services, inbox = request.state["services"], _inbox(request)
    default = await services.db.read(lambda tx: settings.current(tx).locale)
    locale = links.wished(request.headers.get("accept-language", ""), default)
    try:
        await _form(services, inbox)
    except NotFound as error:
        return await failed(request, services, locale, error)
    headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return RedirectResponse(links.contact_path(locale, inbox), 302, headers)


async def show(request: Request[State], services: Services, locale: Locale) -> Response:
    """GET /help/{locale}/contact/{inbox}."""
    form = await _form(services, _inbox(request))
    return await _page(request, services, locale, form, Checked(Written(), [], {}))


async def take(request: Request[State], services: Services, locale: Locale) -> Response:
    """POST /help/{locale}/contact/{inbox}; to the page that thanks, or the form again with what is wrong."""
    check_origin(request.headers, services.settings, required=False)
    form, now, key = await _form(services, _inbox(request)), services.clock(), services.settings.secret_key
    boundary = form_data.boundary_of(request.headers.get("content-type", ""))
    body, cut = await _read(request)
    sent = await asyncio.to_thread(form_data.parse, body, boundary)
    shown = form_token.read(sent.fields.get("token", ""), inbox=form.inbox, key=key)
    longest, asked = services.settings.message_length, form.questions
    found = check(sent, shown, questions=asked, locale=locale, longest=longest, cut=cut, now=now)
    token, status = sent.fields.get("token", ""), 422
    if not found.problems and shown is not None:
        try:
            await _send(request, services, form, locale, found, shown.id, now)
        except NotFound:
            raise
        except (ApiError, StorageUnavailable) as error:
            found.problems.update(_problem(error, locale))
            status = error.status
        else:
            sent_at = form_token.token(new_id(), now, inbox=form.inbox, key=key)
            return RedirectResponse(f"{links.contact_path(locale, form.inbox)}/sent?t={sent_at}", 303)
    kept = token if shown is not None and now - shown.at <= form_token.LIFE else None
    return await _page(request, services, locale, form, found, token=kept, status=status)


async def thank(request: Request[State], services: Services, locale: Locale) -> Response:
    """GET /help/{locale}/contact/{inbox}/sent."""
    inbox = _inbox(request)
    form, key = await _form(services, inbox), services.settings.secret_key
    shown = form_token.read(request.query_params.get("t", ""), inbox=inbox, key=key)
    path = links.contact_path(locale, inbox)
    if shown is None:
        return RedirectResponse(path, 302, {"Cache-Control": "no-store"})
    values = {
        "title": say(locale, "sent"),
        "description": say(locale, "sent_text", by=answered_by(form, shown.at, locale)),
        "hidden": True,
        "languages": {each: f"{links.contact_path(each, inbox)}/sent?{request.url.query}" for each in LOCALES},
        "again": path,
    }
    return await page(request, "sent", locale, values)


def _inbox(request: Request[State]) -> str:
    inbox: str = request.path_params["inbox"]
    return inbox.replace("\0", "")[:36]


def _forms(services: Services) -> ContactForms:
    """Raises NotFound where no channel takes forms."""
    found = centre_of(services).forms
    if found is None:
        raise NotFound("There is no contact form here.")
    return found


async def _form(services: Services, inbox: str) -> ContactForm:
    return await services.db.read(_forms(services).form, inbox)


async def _send(
    request: Request[State],
    services: Services,
    form: ContactForm,
    locale: Locale,
    found: Checked,
    page_id: str,
    now: datetime,
) -> None:
    letter = Letter(
        id=page_id,
        inbox=form.inbox,
        name=found.written.name,
        email=found.written.email,
        subject=found.written.subject,
        message=found.written.message,
        locale=locale,
        address=request.client.host if request.client else "",
        answers=found.answers,
        files=found.files,
    )
    await _forms(services).take(services.db, letter, now=now)


def _problem(error: ApiError | StorageUnavailable, locale: Locale) -> dict[str, str]:
    """What the reader is told, beside the field that it is about."""
    if isinstance(error, TooManyRequests):
        return {"form": counted(locale, "wrong_often", -(-error.retry_after // _MINUTE))}
    if isinstance(error, Forbidden):
        return {"form": say(locale, "wrong_blocked")}
    if isinstance(error, InvalidInput) and error.code in _FILE_PROBLEMS:
        return {"files": say(locale, f"wrong_{error.code}")}
    if isinstance(error, InvalidInput):
        own = error.code == "own_address"
        return {"email": say(locale, "wrong_own_address" if own else "wrong_email")}
    return {"form": say(locale, "wrong_busy")}


async def _read(request: Request[State]) -> tuple[bytes, bool]:
    """The body, and whether it was cut off because it is too large."""
    kept, seen = bytearray(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                seen += len(chunk)
                kept += chunk[: MOST_READ - len(kept)]
                if seen > MOST_DRAINED:
                    break
    except TimeoutError:
        return bytes(kept), True
    return bytes(kept), seen > MOST_READ


async def _page(
    request: Request[State],
    services: Services,
    locale: Locale,
    form: ContactForm,
    found: Checked,
    *,
    token: str | None = None,
    status: int = 200,
) -> Response:
    """token: of the page that was sent; without it, a new one."""
    now, key = services.clock(), services.settings.secret_key
    values: dict[str, Any] = {
        "title": say(locale, "write_to", brand=form.name),
        "description": say(locale, "write_text", by=answered_by(form, now, locale)),
        "path": links.contact_path(locale, form.inbox),
        "languages": {each: links.contact_path(each, form.inbox) for each in LOCALES},
        "token": token or form_token.token(new_id(), now, inbox=form.inbox, key=key),
        "trap": TRAP,
        "written": found.written,
        "questions": form_answers.shown(form.questions, found.written.answers, locale=locale),
        "problems": found.problems,
        "lost_files": bool(found.problems and found.files and "files" not in found.problems),
        "privacy_url": form.privacy_url,
        "most_files": MOST_FILES,
        "megabytes": FILES_BYTES // MB,
        "longest_subject": SUBJECT_LENGTH,
        "longest": services.settings.message_length,
    }
    response = await page(request, "contact", locale, values, status=status)
    response.headers["Cache-Control"] = "no-store"
    del response.headers["ETag"]
    return response
