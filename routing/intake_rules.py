"""Which intake rule a new contact meets: all its conditions hold, and none before it matches. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

from contact_center.folding import fold, folded_words
from routing.setup.conditions import CUSTOM_FIELD
from routing.setup.schemas import Condition, Outcome


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What rules know of a contact that comes. inbox, labels: public ids. words: the customer's first message.

    known: the customer was here before, or a shop has said who it is. fields: custom ones, by key.
    """

    channel: str = "webchat"
    inbox: str | None = None
    language: str | None = None
    page: str | None = None
    referrer: str | None = None
    labels: tuple[str, ...] = ()
    open: bool = True
    words: str = ""
    known: bool = False
    fields: dict[str, str] = {}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule in its place. id, name: for saying which it was."""

    id: str
    name: str
    conditions: tuple[Condition, ...]
    outcome: Outcome
    enabled: bool = True


class Asked(msgspec.Struct, frozen=True):
    """A rule held against a contact. failed: its first condition that does not hold; none: it matches."""

    rule: Rule
    failed: int | None
    skipped: bool = False

    @property
    def matches(self) -> bool:
        return self.failed is None and not self.skipped


def ask(rules: Iterable[Rule], contact: Contact) -> list[Asked]:
    """The rules in order up to the one that matches, which is the last then."""
    asked = []
    for rule in rules:
        asked.append(Asked(rule, failing(rule, contact)) if rule.enabled else Asked(rule, None, skipped=True))
        if asked[-1].matches:
            break
    return asked


def choose(rules: Iterable[Rule], contact: Contact) -> Rule | None:
    """The rule that counts: the first that matches."""
    asked = ask(rules, contact)
    return asked[-1].rule if asked and asked[-1].matches else None


def failing(rule: Rule, contact: Contact) -> int | None:
    """The place of the first condition that does not hold; None: all hold, as they do where there are none."""
    return next((n for n, condition in enumerate(rule.conditions) if not holds(condition, contact)), None)


def holds(condition: Condition, contact: Contact) -> bool:
    """Of what is not known of the contact, `is_not` alone holds."""
    if condition.about == "words":
        return _words_hold(condition, contact.words)
    facts = [fold(fact) for fact in _facts(contact, condition.about)]
    values = [fold(value) for value in condition.values]
    if condition.how == "contains":
        return any(value in fact for fact in facts for value in values)
    return any(fact in values for fact in facts) == (condition.how == "is")


def asks_about(rules: Iterable[Rule]) -> set[str]:
    """Of what the rules want to know something; `fields` for any custom field."""
    abouts = {condition.about for rule in rules if rule.enabled for condition in rule.conditions}
    return {"fields" if about.startswith(CUSTOM_FIELD) else about for about in abouts}


def _words_hold(condition: Condition, text: str) -> bool:
    """As whole words in their order, or for `contains` also within words."""
    said = _joined(folded_words(text))
    phrases = [_joined(folded_words(value)) for value in condition.values]
    if condition.how == "contains":
        return any(phrase.strip() in said for phrase in phrases)
    return any(phrase in said for phrase in phrases) == (condition.how == "is")


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _facts(contact: Contact, about: str) -> tuple[str, ...]:
    """What is known; of labels there may be several."""
    if about == "label":
        return contact.labels
    if about == "hours":
        return ("open" if contact.open else "closed",)
    if about == "customer":
        return ("known" if contact.known else "new",)
    if about.startswith(CUSTOM_FIELD):
        value = contact.fields.get(about.removeprefix(CUSTOM_FIELD))
    else:
        value = {"channel": contact.channel, "inbox": contact.inbox, "language": contact.language,
                 "page": contact.page, "referrer": contact.referrer}[about]  # fmt: skip
    return () if value is None else (value,)
