"""What hears signs as named arrays and one JSON record, and back."""

from collections.abc import Mapping
from typing import Any

import msgspec

from faq_bot.nlu.features import Half
from faq_bot.nlu.signs import SignModel

WEIGHTS, BIAS, IDF = "sign_weights", "sign_bias", "sign_idf"


class PackedSigns(msgspec.Struct, frozen=True):
    """terms: of each half, in the order of their places."""

    terms: tuple[list[str], ...]
    least: float


def pack_signs(model: SignModel, arrays: dict[str, Any]) -> PackedSigns:
    """Puts its arrays beside those that are there."""
    arrays |= {WEIGHTS: model.weights, BIAS: model.bias}
    arrays |= {f"{IDF}{number}": half.idf for number, half in enumerate(model.halves)}
    terms = tuple(sorted(half.places, key=half.places.__getitem__) for half in model.halves)
    return PackedSigns(terms, model.least)


def unpack_signs(packed: PackedSigns, arrays: Mapping[str, Any]) -> SignModel:
    """Raises KeyError where an array is missing."""
    halves, first = list[Half](), 0
    for number, terms in enumerate(packed.terms):
        places = {term: first + place for place, term in enumerate(terms)}
        halves.append(Half(places, arrays[f"{IDF}{number}"], first))
        first += len(terms)
    return SignModel(tuple(halves), arrays[WEIGHTS], arrays[BIAS], packed.least)
