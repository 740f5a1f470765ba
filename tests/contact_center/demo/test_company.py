"""What the demonstration's administrator has set up makes sense by the product's own rules."""

from datetime import UTC, datetime

import pytest

from contact_center.calendars.hours import check_hours
from contact_center.calendars.opening import is_open, next_close
from contact_center.demo.company.hours import calendars, online
from contact_center.demo.company.replies import canned_replies
from contact_center.demo.company.settings import FIELDS, LABELS, SHOP, STUDIO
from contact_center.demo.past.scripts import Script, open_scripts, past_scripts
from contact_center.folding import fold
from contact_center.inboxes.checks import checked_settings
from contact_center.replies.text import check_variables

TET = datetime(2027, 2, 6, 3, 0, tzinfo=UTC)
"""Ten in the morning of mùng 1 in Hà Nội, a Saturday."""


def test_the_calendars_are_sound_and_closed_on_vietnam_s_holidays() -> None:
    for calendar in calendars():
        check_hours(calendar.hours)
        assert not is_open(calendar.hours, TET)
        assert not is_open(calendar.hours, datetime(2031, 9, 2, 3, 0, tzinfo=UTC))
        assert is_open(calendar.hours, datetime(2027, 2, 13, 3, 0, tzinfo=UTC))
        assert len({holiday.name for holiday in calendar.hours.holidays}) > 10


def test_the_online_shop_is_open_around_the_clock() -> None:
    check_hours(online().hours)
    assert is_open(online().hours, TET)
    assert next_close(online().hours, TET) is None


def test_the_settings_of_both_inboxes_are_accepted() -> None:
    for settings in (SHOP, STUDIO):
        assert checked_settings(settings, {field.key for field in FIELDS}) == settings


def test_canned_replies_have_both_languages_known_variables_and_shortcuts_of_their_own() -> None:
    replies = canned_replies()
    assert len({reply.shortcut for reply in replies}) == len(replies) > 10
    assert {reply.studio for reply in replies} == {True, False}
    for reply in replies:
        assert set(reply.texts) == {"en", "vi"}, reply.shortcut
        for text in reply.texts.values():
            check_variables(text, field="text")
    assert any("\n" in text for reply in replies for text in reply.texts.values())


@pytest.mark.parametrize("script", [*past_scripts(), *open_scripts()], ids=lambda script: script.name)
def test_conversations_carry_labels_that_there_are(script: Script) -> None:
    assert set(script.labels) <= set(LABELS)


def test_no_two_labels_look_alike() -> None:
    assert len({fold(label.name) for label in LABELS.values()}) == len(LABELS)
