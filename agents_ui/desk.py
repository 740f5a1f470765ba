"""What an agent's sockets ask of routing, which they do not know: offers answered, wrap-ups finished."""

from collections.abc import Callable
from dataclasses import dataclass

from contact_center.realtime import staff_frames as frames


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The functions of routing, put together with the sockets by the assembly; each takes tx first and now by name."""

    view: Callable[..., frames.Offers]
    """Of an agent's key."""
    accept: Callable[..., str]
    """Of an offer and an agent; returns the conversation's public id."""
    decline: Callable[..., None]
    """Of an offer, an agent and by name a reason."""
    finish: Callable[..., None]
    """Of a work item, an agent and by name a code."""
