"""The shapes of reports on ratings."""

from datetime import datetime
from typing import Annotated

import msgspec

from contact_center.paging import PageQuery

Key = Annotated[str, msgspec.Meta(max_length=36)]
Score = Annotated[int, msgspec.Meta(ge=1, le=5)]


class RatingFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which ratings. inbox, agent: public ids. since, until: when they were given, until is not included."""

    inbox: Key | None = None
    agent: Key | None = None
    score: list[Score] = msgspec.field(default_factory=list)
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class RatingsQuery(PageQuery, frozen=True, kw_only=True):
    """RatingFilter, by pages."""

    inbox: Key | None = None
    agent: Key | None = None
    score: list[Score] = msgspec.field(default_factory=list)
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None

    @property
    def filter(self) -> RatingFilter:
        return RatingFilter(inbox=self.inbox, agent=self.agent, score=self.score, since=self.since, until=self.until)


class Named(msgspec.Struct, frozen=True):
    """An inbox or an agent."""

    id: str
    name: str


class RatingView(msgspec.Struct, frozen=True, kw_only=True):
    """number: that people say of the conversation. agent: who had it when it ended, where anybody had."""

    id: str
    conversation: str
    number: int
    customer: str | None
    inbox: Named
    agent: Named | None
    score: int
    comment: str | None
    at: datetime


class ScoreSummary(msgspec.Struct, frozen=True, kw_only=True):
    """count by score, from 1 to 5; mean and csat are none where there is no rating.

    csat is the customer satisfaction score in percent: the share of the scores 4 and 5 ("satisfied" and "very
    satisfied") among all answers, which is how surveys with five points are usually summed up (top-two-box; see
    P. W. Farris et al., Marketing Metrics, 3rd ed. 2016, section 2.8, Customer Satisfaction).
    """

    count: int
    mean: float | None
    distribution: list[int]
    csat: float | None


class RatedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The ratings of one agent or inbox; who is none: of conversations that nobody had."""

    who: Named | None
    summary: ScoreSummary


class RatingSummary(msgspec.Struct, frozen=True, kw_only=True):
    """All, then by agent and by inbox, those with the most ratings first."""

    all: ScoreSummary
    agents: list[RatedGroup]
    inboxes: list[RatedGroup]
