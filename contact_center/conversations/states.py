"""What may become of a conversation, decided from values alone."""

from contact_center.errors import Conflict
from contact_center.values import Status


def may_resolve(status: str) -> None:
    """Raise Conflict where there is nothing to resolve."""
    if status == Status.RESOLVED:
        raise Conflict("The conversation is resolved already.", code="already_resolved")


def may_reopen(status: str) -> None:
    """Raise Conflict where the conversation is open."""
    if status == Status.OPEN:
        raise Conflict("The conversation is open already.", code="already_open")


def may_snooze(status: str) -> None:
    """Raise Conflict where the conversation has ended."""
    if status == Status.RESOLVED:
        raise Conflict("A resolved conversation cannot be snoozed. Reopen it first.", code="already_resolved")
