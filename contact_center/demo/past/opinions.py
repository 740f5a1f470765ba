"""Decides what a customer of the past thought of a conversation that had ended. Pure."""

import random
from collections.abc import Collection
from typing import NamedTuple

from contact_center.inboxes.schemas import Locale

RATED = 0.55
"""So many of those who are asked give a score."""
COMMENTED = 0.5
_USUAL = {5: 62, 4: 26, 3: 8, 2: 3, 1: 1}
_ANNOYED = {5: 18, 4: 26, 3: 24, 2: 18, 1: 14}
_HARD = {"complaint", "damaged", "return"}
"""Labels of conversations that began with something gone wrong."""

COMMENTS: dict[Locale, dict[int, tuple[str, ...]]] = {
    "en": {
        5: (
            "Fast and really kind, thank you!",
            "Solved in two minutes.",
            "You can tell that these people know their pots.",
            "Lovely service. I'll order again.",
        ),
        4: ("Good answer, only the wait was a little long.", "Helpful.", "All clear now, thanks."),
        3: ("Okay, but I had to ask twice.", "The answer was fine, the delivery less so."),
        2: ("It took too long until somebody wrote.", "I had hoped for a quicker refund."),
        1: ("Two weeks for a refund is not all right.",),
    },
    "vi": {
        5: (
            "Bạn tư vấn rất nhiệt tình, mình cảm ơn nhiều!",
            "Trả lời nhanh, dễ thương lắm ạ.",
            "Gói hàng kỹ mà tư vấn cũng có tâm, sẽ ủng hộ tiếp.",
            "Quá ưng, hỏi gì cũng biết.",
        ),
        4: ("Tư vấn tốt, chờ hơi lâu một chút.", "Ổn ạ.", "Nhân viên lịch sự, giải thích rõ."),
        3: ("Bình thường, phải hỏi lại hai lần.", "Trả lời được nhưng giao hàng chậm."),
        2: ("Chờ lâu quá mới có người trả lời.", "Hoàn tiền chậm hơn đã hẹn."),
        1: ("Hoàn tiền cả tuần không xong, không hài lòng.",),
    },
}


class Opinion(NamedTuple):
    """score: 1 to 5, the best."""

    score: int
    comment: str | None


def opinion(source: random.Random, locale: Locale, labels: Collection[str]) -> Opinion | None:
    """None: the customer did not say."""
    if source.random() >= RATED:
        return None
    weights = _ANNOYED if _HARD & set(labels) else _USUAL
    score = source.choices(list(weights), list(weights.values()))[0]
    said = source.choice(COMMENTS[locale][score]) if source.random() < COMMENTED else None
    return Opinion(score, said)
