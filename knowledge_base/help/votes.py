"""Takes what readers say of an article by a form, which needs no script."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from contact_center.auth import ANONYMOUS, check_origin
from contact_center.errors import InvalidInput
from contact_center.http import Services, State
from contact_center.inboxes.schemas import Locale
from contact_center.request_input import read_body
from knowledge_base import feedback, reading
from knowledge_base.help.schemas import COMMENT
from knowledge_base.part_schemas import NewFeedback
from knowledge_base.values import article_path

FORM_BYTES = 8 * COMMENT


async def take(request: Request[State], services: Services, locale: Locale) -> Response:
    """POST /help/{locale}/{slug}/feedback; back to the article, which then asks what is missing, or thanks."""
    check_origin(request.headers, services.settings, required=False)
    slug = request.path_params["slug"].replace("\0", "")
    address = await services.db.read(reading.resolve, locale, slug, role=None)
    new = _given(await read_body(request, FORM_BYTES), address.locale)
    client = request.client.host if request.client else ""
    browser = request.headers.get("user-agent", "")
    source = feedback.source_of(services.settings.secret_key, address=client, browser=browser)
    at = services.clock()
    await services.db.write(
        feedback.give, address.article, new, source=source, customer_id=None, by=ANONYMOUS.actor, at=at
    )
    said = "yes" if new.helpful else "thanks" if new.comment else "no"
    return RedirectResponse(f"{article_path(address.locale, address.slug)}?said={said}#feedback", 303)


def _given(body: bytes, locale: Locale) -> NewFeedback:
    """Raises InvalidInput."""
    form = dict(parse_qsl(body.decode(errors="replace"), max_num_fields=10))
    if form.get("helpful") not in {"yes", "no"}:
        raise InvalidInput("Say yes or no.", field="helpful")
    comment = form.get("comment", "").replace("\0", "").strip()[:COMMENT]
    return NewFeedback(locale=locale, helpful=form["helpful"] == "yes", comment=comment or None)
