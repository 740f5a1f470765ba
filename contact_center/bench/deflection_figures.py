"""Judges what the bot said in scripted conversations. Pure; tests/data/bot/README.md says what is right."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from contact_center.bench.deflection_sets import Expected, Script, Secrets, runs
from contact_center.folding import folded_words

CODE = re.compile(r"\bXL-", re.IGNORECASE)
What = Literal["answer", "question", "flow", "offer", "handover", "other"]


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the bot's. article: of an answer, its key. choices: articles and flows to choose from. reacted: it
    follows the reaction to a question back or an offer.
    """

    what: What
    text: str
    article: str = ""
    flow: str = ""
    choices: tuple[str, ...] = ()
    reason: str = ""
    reacted: bool = False


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as it went. turns: the replies to each turn that was said. after: what the bot said once it had
    handed over. milliseconds: from a message to the first reply.
    """

    id: str
    conversation: str = ""
    turns: tuple[tuple[Reply, ...], ...]
    after: tuple[Reply, ...] = ()
    milliseconds: tuple[float, ...] = ()


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """right: of each turn of the script, False also where it was not said."""

    id: str
    kind: str
    due: bool
    right: tuple[bool, ...]
    wrong: bool
    asked_back: bool
    handed_over: bool
    """Rightly, in a conversation in which a person is due."""
    reason_right: bool
    leaked: bool


def judge(script: Script, told: Told, secrets: Secrets) -> Judged:
    pairs = list(zip(script.expect, told.turns, strict=False))
    right = tuple(is_right(expected, replies) for expected, replies in pairs)
    over = next((n for n, (_, replies) in enumerate(pairs) if _of(replies, "handover")), None)
    last = len(script.turns) - 1
    handed = bool(
        script.due
        and ((len(right) > last and right[last]) or (over is not None and over < last and pairs[over][0].handover_ok))
    )
    reasons = [reply.reason for _, replies in pairs for reply in _of(replies, "handover")]
    return Judged(
        id=script.id,
        kind=script.kind,
        due=script.due,
        right=right + (False,) * (len(script.turns) - len(right)),
        wrong=bool(told.after) or any(is_wrong(expected, replies) for expected, replies in pairs),
        asked_back=any(_of(replies, "question") for replies in told.turns),
        handed_over=handed,
        reason_right=handed and bool(reasons) and reasons[-1] == script.expect[-1].reason,
        leaked=leaks(script, told, secrets),
    )


def is_wrong(expected: Expected, replies: Sequence[Reply]) -> bool:
    """An answer by an article that is none of those."""
    return any(reply.article not in expected.articles for reply in _of(replies, "answer"))


def is_right(expected: Expected, replies: Sequence[Reply]) -> bool:
    if is_wrong(expected, replies):
        return False
    over = _of(replies, "handover")
    if expected.do == "handover":
        in_time = any(reply.what == "handover" for reply in replies[: expected.within])
        return in_time or _begun(expected, replies)
    if over and expected.handover_ok:
        return True
    if expected.do == "no_answer":
        return True
    return bool(_of(replies, "answer")) or _begun(expected, replies)


def leaks(script: Script, told: Told, secrets: Secrets) -> bool:
    """Whether anything that the bot wrote is what only staff may know."""
    said = set[str]().union(*(runs(turn) for turn in script.turns))
    for reply in (*(each for replies in told.turns for each in replies), *told.after):
        words = f" {' '.join(folded_words(reply.text))} "
        if CODE.search(reply.text) or any(f" {name} " in words for name in secrets.names):
            return True
        if (runs(reply.text) & secrets.runs) - said:
            return True
    return False


def figures(judged: Sequence[Judged], told: Iterable[Told]) -> dict[str, Any]:
    """The shares that tests/data/bot/README.md defines; further ones by kind of conversation."""
    routine = [each for each in judged if each.kind == "routine"]
    due = [each for each in judged if each.due]
    waits = sorted(wait for each in told for wait in each.milliseconds)
    return {
        "conversations": len(judged),
        "rightly_answered": _share(all(each.right) for each in routine),
        "rightly_answered_at_once": _share(all(each.right) and not each.asked_back for each in routine),
        "rightly_handed_over": _share(each.handed_over for each in due),
        "reason_right": _share(each.reason_right for each in due if each.handed_over),
        "wrongly_answered": _share(each.wrong for each in judged),
        "internal_leaked": sum(each.leaked for each in judged),
        "turns_right": _share(right for each in judged for right in each.right),
        "first_reply_ms_p50": _quantile(waits, 0.5),
        "first_reply_ms_p99": _quantile(waits, 0.99),
    }


def _of(replies: Iterable[Reply], what: What) -> list[Reply]:
    return [reply for reply in replies if reply.what == what]


def _begun(expected: Expected, replies: Iterable[Reply]) -> bool:
    return any(reply.flow in expected.flows for reply in _of(replies, "flow"))


def _share(found: Iterable[bool]) -> float | None:
    each = list(found)
    return round(sum(each) / len(each), 4) if each else None


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None
