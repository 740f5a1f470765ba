"""What makes an inbox's settings fit to be kept. Pure."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from contact_center.errors import InvalidInput
from contact_center.folding import fold, folded_words
from contact_center.inboxes.schemas import BotSettings, InboxSettings, Locale
from contact_center.inboxes.sites import origin_of
from contact_center.lines import clean_line

ASKED = ("name", "email", "phone")
"""What a pre-chat form may ask for besides custom fields."""
MAX_SITES = 100
_TEXTS = ("title", "greeting", "closed", "consent_text")


def checked_settings(settings: InboxSettings, custom_fields: Collection[str]) -> InboxSettings:
    """The settings with their texts trimmed; a blank text is left out, so that the product's own is shown.

    Raises InvalidInput whose field is the place, such as settings.pre_chat.1.key.
    """
    _check_form(settings, custom_fields)
    if settings.privacy_url:
        _check_web_address(settings.privacy_url)
    texts: dict[str, Any] = {name: _trimmed(getattr(settings, name)) for name in _TEXTS}
    return msgspec.structs.replace(settings, **texts, bot=_checked_bot(settings.bot))


def checked_sites(sites: Collection[str]) -> list[str]:
    """Each in its one spelling, once. Raises InvalidInput whose field is the site's place."""
    if len(sites) > MAX_SITES:
        raise InvalidInput(f"An inbox takes at most {MAX_SITES} sites.", code="too_many_sites", field="allowed_sites")
    return sorted({origin_of(site, field=f"allowed_sites.{index}") for index, site in enumerate(sites)})


def checked_name(name: str, *, field: str = "name") -> str:
    """On one line, without what nobody can see. Raises InvalidInput where nothing is left."""
    cleaned = clean_line(name)
    if not cleaned:
        raise InvalidInput("Give a name.", code="name_missing", field=field)
    return cleaned


def _check_form(settings: InboxSettings, custom_fields: Collection[str]) -> None:
    seen: set[str] = set()
    for index, asked in enumerate(settings.pre_chat):
        place = f"settings.pre_chat.{index}.key"
        if asked.key not in ASKED and asked.key not in custom_fields:
            raise InvalidInput(f"There is no field {asked.key!r}.", code="field_unknown", field=place)
        if asked.key in seen:
            raise InvalidInput(f"The form asks for {asked.key!r} twice.", code="field_twice", field=place)
        seen.add(asked.key)


def _checked_bot(bot: BotSettings) -> BotSettings:
    if bot.clarify_at > bot.answer_at:
        detail = "The bot cannot need to be surer to ask back than to answer."
        raise InvalidInput(detail, code="thresholds_crossed", field="settings.bot.clarify_at")
    phrases: dict[Locale, list[str]] = {}
    for locale, each in bot.must_reach.items():
        phrases[locale] = list({fold(phrase): clean_line(phrase) for phrase in each if fold(phrase)}.values())
        for index, phrase in enumerate(phrases[locale]):
            if not folded_words(phrase):
                place = f"settings.bot.must_reach.{locale}.{index}"
                raise InvalidInput("Give words, not signs alone.", code="phrase_empty", field=place)
    return msgspec.structs.replace(bot, name=_trimmed(bot.name), must_reach=phrases)


def _check_web_address(text: str) -> None:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        fits = False
    if not fits or any(sign.isspace() or not sign.isprintable() for sign in text):
        detail = "Give a page's address, such as https://shop.example/privacy."
        raise InvalidInput(detail, code="address_unfit", field="settings.privacy_url")


def _trimmed(texts: Mapping[Locale, str]) -> dict[Locale, str]:
    return {locale: text.strip() for locale, text in texts.items() if text.strip()}
