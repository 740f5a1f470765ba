"""`bench articles`: searches of the help centre over HTTP: judged ones, and how long they take among many articles."""

import asyncio
import contextlib
import random
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from math import log2
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import psutil

from contact_center.bench import article_archive
from contact_center.bench.bot import PATIENT
from contact_center.bench.bot_sets import SetError, of_articles
from contact_center.bench.company import Company, company
from contact_center.bench.ledger import percentile
from contact_center.bench.options import Options
from contact_center.bench.server import Http, expect
from contact_center.commands.knowledge import carry_in
from contact_center.demo.seeding import ARTICLES
from faq_bot.nlu.process import Understanders
from faq_bot.nlu.records import EngineName
from knowledge_base.transfer import files
from knowledge_base.transfer.sources import FolderSource, files_of
from knowledge_base.values import LOCALES

PATH = "/api/v1/help/search"
PLACES = 10
WARM_SECONDS = 90.0
WORKER = "faq_bot.nlu.worker"


class Judged(msgspec.Struct, frozen=True):
    """A search with the articles that answer it, and how well: 3, 2 or 1."""

    id: str
    locale: str
    text: str
    relevant: dict[str, int]


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """One call. found: the keys of the articles, the best first. ndcg: of a judged one. value: seconds."""

    id: str
    kind: str
    locale: str
    text: str
    found: list[str]
    ndcg: float | None = None
    value: float


def run(options: Options, data: Path, *, articles: int, calls: int, engine: str) -> dict[str, Any]:
    """articles: beside the judged ones, when it is timed. calls: of each kind. engine: none, or what is trained."""
    judged = read(data / "search_judged.jsonl")
    keys = keys_by_path(ARTICLES)
    with company(agents=1, database_url=options.database_url) as place:
        place.server.stop()
        carry_in(place.settings, ARTICLES)
        if engine != "none":
            asyncio.run(_train(place, EngineName(engine)))
        place.server.start()
        with Http(place.server.port) as http:
            _warm(place, http, engine)
            found = [_search(http, each, keys) for each in judged]
        print("judged searches done", file=sys.stderr)
        timed = _timed(place, options, judged, keys, articles=articles, calls=calls, engine=engine)
        options.ledger.keep([*found, *timed])
        return figures(found, timed) | {"articles": articles + len(set(keys.values())), "engine": engine}


def _timed(
    place: Company,
    options: Options,
    judged: list[Judged],
    keys: Mapping[str, str],
    *,
    articles: int,
    calls: int,
    engine: str,
) -> list[Searched]:
    """Whole searches, and what is asked while somebody types them, among many articles more."""
    place.server.stop()
    rng = random.Random(options.seed)
    begun = time.monotonic()
    asyncio.run(article_archive.fill(place.settings, rng, articles))
    print(f"{articles} articles more in {timedelta(seconds=round(time.monotonic() - begun))}", file=sys.stderr)
    place.server.start()
    with Http(place.server.port) as http:
        _warm(place, http, engine)
        found = []
        for _ in range(calls):
            each = rng.choice(judged)
            found.append(_search(http, each, keys, kind="whole"))
            length = rng.randint(2, max(2, len(each.text)))
            begun_to_type = msgspec.structs.replace(each, text=each.text[:length])
            found.append(_search(http, begun_to_type, keys, kind="typing"))
    return found


def _search(http: Http, judged: Judged, keys: Mapping[str, str], *, kind: str = "judged") -> Searched:
    query = {"q": judged.text, "locale": judged.locale, "limit": PLACES}
    begun = time.perf_counter()
    answer = http.get(f"{PATH}?{urlencode(query | ({'typing': 'true'} if kind == 'typing' else {}))}")
    taken = time.perf_counter() - begun
    paths = [each["path"] for each in expect(answer, 200, "search").json()["items"]]
    found = [keys.get(path, "") for path in paths]
    value = ndcg(found, judged.relevant) if kind == "judged" else None
    return Searched(
        id=judged.id, kind=kind, locale=judged.locale, text=judged.text, found=found, ndcg=value, value=taken
    )


def ndcg(found: list[str], relevant: Mapping[str, int]) -> float:
    """At PLACES, with the gain 2^grade - 1 and the discount log2(place + 1) (Burges et al. 2005). Pure."""

    def gain(grades: list[int]) -> float:
        return sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades[:PLACES], 1))

    best = gain(sorted(relevant.values(), reverse=True))
    return gain([relevant.get(key, 0) for key in found]) / best if best else 0.0


def figures(judged: list[Searched], timed: list[Searched]) -> dict[str, Any]:
    """From the calls alone; times in milliseconds."""
    values = {each.id: each.ndcg or 0.0 for each in judged}
    by_locale = {
        locale: round(_mean([each.ndcg or 0.0 for each in judged if each.locale == locale]), 4) for locale in LOCALES
    }
    taken = [1e3 * each.value for each in timed]
    by_kind = {
        kind: round(percentile([1e3 * each.value for each in timed if each.kind == kind], 0.95), 1)
        for kind in sorted({each.kind for each in timed})
    }
    return {
        "ndcg_10": round(_mean(list(values.values())), 4),
        "ndcg_10_by_locale": by_locale,
        "judged": len(judged),
        "p95_ms": round(percentile(taken, 0.95), 1),
        "p50_ms": round(percentile(taken, 0.5), 1),
        "p95_ms_by_kind": by_kind,
        "judged_p95_ms": round(percentile([1e3 * each.value for each in judged], 0.95), 1),
        "searches": len(timed),
    }


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def read(path: Path) -> list[Judged]:
    """Raises SetError."""
    try:
        return [msgspec.json.decode(line, type=Judged) for line in path.read_bytes().splitlines()]
    except (OSError, msgspec.MsgspecError) as error:
        raise SetError(f"{path} holds no judged searches: {error}") from error


def keys_by_path(folder: Path) -> dict[str, str]:
    """The key of each article by where readers find it."""
    bundle, _ = files.read(files_of(FolderSource(folder)).texts, [])
    return {f"/help/{each.text.locale}/{each.text.slug}": each.text.article for each in bundle.texts}


async def _train(place: Company, engine: EngineName) -> None:
    understanders = Understanders(place.settings.data_dir, PATIENT)
    task = asyncio.create_task(understanders.run())
    try:
        for locale in LOCALES:
            await understanders.train(of_articles(ARTICLES, locale), engine)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _warm(place: Company, http: Http, engine: str) -> None:
    """Until the words are read, and the process that understands has loaded its models and is quiet."""
    for locale in LOCALES:
        expect(http.get(f"{PATH}?{urlencode({'q': 'where is my parcel', 'locale': locale})}"), 200, "search")
    deadline, spent = time.monotonic() + WARM_SECONDS, -1.0
    while engine != "none" and time.monotonic() < deadline:
        workers = [each for each in psutil.Process(place.server.pid).children() if WORKER in each.cmdline()]
        now = sum(sum(each.cpu_times()[:2]) for each in workers)
        if workers and now == spent:
            return
        spent = now
        time.sleep(1.0)
