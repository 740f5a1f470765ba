"""What somebody has written on a contact form, and what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from contact_center.conversations.text import clean_body
from contact_center.customers.details import NAME_LENGTH, clean_email, clean_text
from contact_center.errors import InvalidInput
from contact_center.inboxes.letters import (
    FILES_BYTES,
    MOST_FILES,
    SUBJECT_LENGTH,
    FormAnswer,
    FormQuestion,
    SentFile,
)
from contact_center.inboxes.schemas import Locale
from knowledge_base.help import form_answers
from knowledge_base.help.form_data import FormData
from knowledge_base.help.form_token import LIFE, TOO_FAST, Shown
from knowledge_base.help.texts import say

MB = 1024 * 1024
TRAP = "homepage"
"""A field that people do not see, and programs fill in."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """As it was typed, so that it can be shown again. trap: what stands where nothing may stand.

    answers: to the form's questions, by their keys.
    """

    name: str = ""
    email: str = ""
    subject: str = ""
    message: str = ""
    trap: str = ""
    answers: Mapping[str, str] = {}


class Checked(NamedTuple):
    """written: cleaned as far as it can be. problems: by field, as said to the reader; `form`: of the whole."""

    written: Written
    files: Sequence[SentFile]
    problems: dict[str, str]
    answers: Sequence[FormAnswer] = ()


def check(
    sent: FormData,
    shown: Shown | None,
    *,
    questions: Sequence[FormQuestion],
    locale: Locale,
    longest: int,
    cut: bool,
    now: datetime,
) -> Checked:
    """shown: what the page carried along. longest: characters of a message. cut: it was too large to be read whole."""
    given = form_answers.read(questions, sent.fields, locale=locale)
    raw = {name: sent.fields.get(name, "").replace("\0", "") for name in ("name", "email", "subject", "message", TRAP)}
    problems: dict[str, str] = {}
    written = Written(
        name=clean_text(raw["name"], limit=NAME_LENGTH),
        email=clean_text(raw["email"]),
        subject=clean_text(raw["subject"], limit=SUBJECT_LENGTH),
        message=raw["message"].replace("\r\n", "\n"),
        trap=raw[TRAP],
        answers=given.typed,
    )
    if not _is_email(written.email):
        problems["email"] = say(locale, "wrong_email")
    if not written.subject:
        problems["subject"] = say(locale, "wrong_subject")
    problems |= given.problems
    try:
        written = msgspec.structs.replace(written, message=clean_body(written.message, limit=longest))
    except InvalidInput as error:
        too_long = error.code == "message_too_long"
        problems["message"] = say(locale, "wrong_message_long" if too_long else "wrong_message", count=longest)
    if said := _files_problem(sent, locale, cut=cut):
        problems["files"] = said
    if written.trap:
        problems["trap"] = say(locale, "wrong_trap")
    if not problems and (wrong := _timing(shown, now)):
        problems["form"] = say(locale, wrong)
    files = [SentFile(part.filename or "", part.data) for part in sent.files]
    return Checked(written, files, problems, given.answers)


def _files_problem(sent: FormData, locale: Locale, *, cut: bool) -> str:
    """Empty where there is none."""
    if cut or sum(len(part.data) for part in sent.files) > FILES_BYTES:
        return say(locale, "wrong_files_large", size=FILES_BYTES // MB)
    return say(locale, "wrong_files", count=MOST_FILES) if len(sent.files) > MOST_FILES else ""


def _is_email(text: str) -> bool:
    try:
        return clean_email(text).isascii()
    except InvalidInput:
        return False


def _timing(shown: Shown | None, now: datetime) -> str | None:
    if shown is None or now - shown.at > LIFE:
        return "wrong_old"
    return "wrong_fast" if now - shown.at < TOO_FAST else None
