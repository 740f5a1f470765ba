"""A model as named arrays and one JSON record, and back. Nothing that could run is stored."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec
import numpy as np

from faq_bot.nlu.arrays import Floats, Rows
from faq_bot.nlu.bm25 import Bm25
from faq_bot.nlu.encoders import Encoder
from faq_bot.nlu.features import Features, Half
from faq_bot.nlu.heads import Answers, Dense, Head, Linear, Nearest, Neighbours
from faq_bot.nlu.model import LearnedModel
from faq_bot.nlu.records import EngineName
from faq_bot.nlu.scope import Scope
from faq_bot.nlu.sign_packing import PackedSigns, pack_signs, unpack_signs
from faq_bot.nlu.sureness import Sureness
from faq_bot.nlu.tones import Tones

_Group = TypeVar("_Group", Rows, Dense)
Arrays = dict[str, np.ndarray[Any, Any]]


_HEADS: dict[type[Head], Literal["linear", "nearest", "answers"]] = {
    Linear: "linear",
    Nearest: "nearest",
    Answers: "answers",
}


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """encoder: its name; empty without. terms: of each half, in the order of their places. words: of BM25."""

    engine: EngineName
    locale: str
    encoder: str
    intents: tuple[str, ...]
    terms: tuple[list[str], ...]
    words: list[str] = []
    head: Literal["linear", "nearest", "answers"]
    tones: Tones | None
    scope: Scope
    sureness: Sureness
    signs: PackedSigns | None


def pack(model: LearnedModel) -> tuple[Packed, Arrays]:
    arrays: Arrays = {f"idf{number}": half.idf for number, half in enumerate(model.features.halves)}
    _put(arrays, "centre", model.centre)
    _put(arrays, "questions", model.neighbours.dense)
    _put_all(arrays, "rows", model.neighbours.sparse)
    head, words = model.head, list[str]()
    if isinstance(head, Linear):
        _put_linear(arrays, head)
    elif isinstance(head, Nearest):
        words = list(head.words.places)
        arrays |= {"firsts": head.firsts, "starts": head.words.starts}
        arrays |= {"documents": head.words.documents, "weights": head.words.weights}
    elif isinstance(head, Answers):
        arrays["firsts"] = head.firsts
        _put_all(arrays, "texts", head.texts)
        _put_all(arrays, "words", head.words)
        _put_all(arrays, "answers", head.dense)
        _put_linear(arrays, head.classifier)
    signs = None if model.heard is None else pack_signs(model.heard, arrays)
    packed = Packed(
        engine=model.engine,
        locale=model.locale,
        encoder="" if model.encoder is None else model.encoder.name,
        intents=model.intents,
        terms=tuple(sorted(half.places, key=half.places.__getitem__) for half in model.features.halves),
        words=words,
        head=_HEADS[type(head)],
        tones=model.tones,
        scope=model.scope,
        sureness=model.sureness,
        signs=signs,
    )
    return packed, arrays


def unpack(packed: Packed, arrays: Mapping[str, Any], encoder: Encoder | None) -> LearnedModel:
    """encoder: the one that it names. Raises KeyError where an array is missing."""
    halves: list[Half] = []
    first = 0
    for number, terms in enumerate(packed.terms):
        places = {term: first + place for place, term in enumerate(terms)}
        halves.append(Half(places, arrays[f"idf{number}"], first))
        first += len(terms)
    return LearnedModel(
        engine=packed.engine,
        locale=packed.locale,
        intents=packed.intents,
        encoder=encoder,
        centre=arrays.get("centre"),
        features=Features(tuple(halves)),
        head=_head(packed, arrays, first),
        tones=packed.tones,
        neighbours=Neighbours.of(arrays.get("questions"), _take(arrays, "rows", Rows), first),
        scope=packed.scope,
        sureness=packed.sureness,
        heard=None if packed.signs is None else unpack_signs(packed.signs, arrays),
    )


def _head(packed: Packed, arrays: Mapping[str, Any], size: int) -> Head:
    linear = Linear(arrays["sparse"], arrays.get("dense"), arrays["bias"]) if "sparse" in arrays else None
    if packed.head == "linear":
        if linear is None:
            raise KeyError("sparse")
        return linear
    if packed.head == "answers":
        texts, held = _take(arrays, "texts", Rows), _take(arrays, "words", Rows)
        if texts is None or held is None:
            raise KeyError("texts and words")
        return Answers(arrays["firsts"], texts, held, size, _take(arrays, "answers", Dense), linear)
    places = {word: place for place, word in enumerate(packed.words)}
    words = Bm25(places, arrays["starts"], arrays["documents"], arrays["weights"], len(packed.intents))
    return Nearest(arrays["firsts"], words)


def _put_linear(arrays: Arrays, linear: Linear | None) -> None:
    if linear is not None:
        arrays |= {"sparse": linear.sparse, "bias": linear.bias}
        _put(arrays, "dense", linear.dense)


def _put(arrays: Arrays, name: str, value: Floats | None) -> None:
    if value is not None:
        arrays[name] = value


def _put_all(arrays: Arrays, name: str, group: Rows | Dense | None) -> None:
    if group is not None:
        arrays |= {f"{name}_{field}": value for field, value in group._asdict().items()}


def _take(arrays: Mapping[str, Any], name: str, kind: type[_Group]) -> _Group | None:
    """None where its first array is missing; raises KeyError where only another is."""
    if f"{name}_{kind._fields[0]}" not in arrays:
        return None
    return kind(*(arrays[f"{name}_{field}"] for field in kind._fields))
