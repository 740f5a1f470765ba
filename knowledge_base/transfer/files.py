"""Files to records and back: their names, their shapes, and all that is wrong with them. Pure.

categories.json  synonyms.json  images.json  images/NAME  en/SLUG.md  vi/SLUG.md  vi/SLUG.draft.md
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from contact_center.errors import ApiError
from contact_center.lines import clean_line
from contact_center.problems import from_msgspec
from knowledge_base.checks import clean_body
from knowledge_base.markdown import references
from knowledge_base.part_schemas import ImportProblem
from knowledge_base.transfer import front_matter
from knowledge_base.transfer.front_matter import FileFault, Value
from knowledge_base.transfer.records import (
    META,
    Bundle,
    CategoryFile,
    Images,
    Placed,
    Synonyms,
    TextFile,
    key_of,
    problem_of,
)
from knowledge_base.values import IMAGE_NAME, Stage

T = TypeVar("T")
CATEGORIES, SYNONYMS, IMAGES = "categories.json", "synonyms.json", "images.json"
FOLDER = "images/"
LONGEST_FILE = 300_000
"""Bytes of a text."""
_TEXT = re.compile(r"(en|vi)/([^/]+?)(\.draft)?\.md")


def is_text(path: str) -> bool:
    """Whether a file is read as text: an article, or one of the three that stand beside them."""
    return path in {CATEGORIES, SYNONYMS, IMAGES} or _TEXT.fullmatch(path) is not None


def is_image(path: str) -> bool:
    return path.startswith(FOLDER) and re.fullmatch(IMAGE_NAME, path.removeprefix(FOLDER)) is not None


def written(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Each file but the images, by its path."""
    yield CATEGORIES, _json(bundle.categories)
    yield SYNONYMS, _json(bundle.synonyms)
    yield IMAGES, _json(Images(alt={name: alt for name, alt in sorted(bundle.images.items()) if alt}))
    taken: set[str] = set()
    for placed in sorted(bundle.texts, key=lambda each: key_of(each.text)):
        text = placed.text
        path = f"{text.locale}/{text.slug}{'' if text.status == Stage.PUBLISHED else '.draft'}.md"
        if path in taken:  # a draft may have the address that another article has given up
            path = f"{text.locale}/{text.slug}.{text.article}.draft.md"
        taken.add(path)
        yield path, front_matter.write(_fields(text), text.body).encode()


def read(files: Mapping[str, bytes], images: Collection[str]) -> tuple[Bundle, list[ImportProblem]]:
    """What the files say, and all that is wrong with them. images: the names of those beside them."""
    problems: list[ImportProblem] = []
    texts = [found for path in sorted(files) if _TEXT.fullmatch(path) if (found := _text(path, files[path], problems))]
    alt = _shape(files, IMAGES, Images, Images(), problems).alt
    problems += [_imageless(name[:100]) for name in sorted(alt.keys() - set(images))]
    bundle = Bundle(
        texts=texts,
        categories=_shape(files, CATEGORIES, list[CategoryFile], [], problems),
        synonyms=_shape(files, SYNONYMS, Synonyms, Synonyms(), problems),
        images={name: dict(alt.get(name, {})) for name in sorted(images)},
    )
    return bundle, problems + list(_differing(texts))


def _fields(text: TextFile) -> dict[str, Value]:
    """Without what goes without saying."""
    given = msgspec.to_builtins(text)
    empty = msgspec.to_builtins(TextFile(article="x", locale="en", slug="x"))
    always = {"article", "locale", "slug", "title", "summary", "status"}
    shown = {name: value for name, value in given.items() if name in always or value != empty[name]}
    shown.pop("body", None)
    return {name: "yes" if value is True else value for name, value in shown.items()}


def _text(path: str, raw: bytes, problems: list[ImportProblem]) -> Placed | None:
    try:
        if len(raw) > LONGEST_FILE:
            raise FileFault(1, "import_too_long", f"a file has at most {LONGEST_FILE} bytes", bytes=str(LONGEST_FILE))
        parsed = front_matter.parse(raw.decode())
        text = _converted(path, parsed)
        found = references(text.body) if text.status == Stage.PUBLISHED else ()
        return Placed(path, text, parsed.lines, parsed.body_line, found)
    except UnicodeDecodeError as error:
        line = raw.count(10, 0, error.start) + 1
        problems.append(problem_of(path, "import_no_utf8", "this is not UTF-8", line=line))
    except FileFault as fault:
        problems.append(problem_of(path, fault.code, fault.said, line=fault.line, **fault.values))
    return None


def _converted(path: str, parsed: front_matter.Parsed) -> TextFile:
    """The fields as a TextFile; what the path says need not be said again. Raises FileFault."""
    found = _TEXT.fullmatch(path)
    assert found
    given: dict[str, Any] = {"locale": found[1], "slug": found[2], **parsed.fields}
    given.setdefault("article", given["slug"])
    lists = {"phrasings", "redirects"}
    given = {name: "" if value == [] and name not in lists else value for name, value in given.items()}
    given = {name: value for name, value in given.items() if value != "" or name in {"title", "summary"}}
    if isinstance(said := given.get("archived"), str):
        given["archived"] = {"yes": True, "true": True, "no": False, "false": False}.get(said, said)
    given["body"] = clean_body(parsed.body)
    try:
        text = msgspec.convert(given, TextFile)
    except msgspec.ValidationError as error:
        problem = from_msgspec(error)
        field = problem.field or "head"
        said = f"{problem.detail} ({field})"
        raise FileFault(_line(parsed, problem), "import_field_unfit", said, field=field, why=problem.detail) from None
    if text.locale != found[1]:
        said = f"the file lies in {found[1]}/, and is in {text.locale}"
        line = parsed.lines.get("locale", 1)
        raise FileFault(line, "import_language_differs", said, folder=found[1], language=text.locale)
    return msgspec.structs.replace(
        text,
        title=clean_line(text.title),
        summary=clean_line(text.summary),
        phrasings=list(dict.fromkeys(map(clean_line, text.phrasings))),
    )


def _line(parsed: front_matter.Parsed, problem: ApiError) -> int:
    field = problem.field or ""
    if field == "body":
        return parsed.body_line
    unknown = re.search(r"unknown field `(\w+)`", problem.detail)
    return parsed.lines.get(unknown[1] if unknown else field, parsed.lines.get(field.partition(".")[0], 1))


def _differing(texts: list[Placed]) -> Iterator[ImportProblem]:
    """Files of an article that do not fit each other."""
    first: dict[str, Placed] = {}
    seen: dict[tuple[Any, ...], Placed] = {}
    for each in texts:
        one = first.setdefault(each.text.article, each)
        for name in META:
            if getattr(each.text, name) != getattr(one.text, name):
                said = f"{name} is another one than in {one.path}"
                yield each.problem("import_differs", said, field=name, other=one.path)
        if (other := seen.setdefault(key_of(each.text), each)) is not each:
            said = f"{other.path} is the same article in the same language"
            yield each.problem("import_twice", said, field="article", other=other.path)
        published = seen.get((each.text.article, each.text.locale, False))
        if published and published is not each and (each.text.phrasings or each.text.redirects):
            said = f"phrasings and redirects belong into {published.path}"
            yield each.problem("import_in_draft", said, field="phrasings", other=published.path)


def _shape(files: Mapping[str, bytes], path: str, shape: type[T], empty: T, problems: list[ImportProblem]) -> T:
    if path not in files:
        return empty
    try:
        if len(files[path]) > 10 * LONGEST_FILE:
            raise ValueError("it is too large")
        return msgspec.convert(json.loads(files[path]), shape)
    except msgspec.ValidationError as error:
        problems.append(_unreadable(path, str(error)))
    except json.JSONDecodeError as error:
        said = f"this is no JSON: {error.msg}"
        problems.append(problem_of(path, "import_no_json", said, line=error.lineno, why=error.msg))
    except (ValueError, RecursionError) as error:
        problems.append(_unreadable(path, f"this cannot be read: {error}"))
    return empty


def _unreadable(path: str, said: str) -> ImportProblem:
    return problem_of(path, "import_unreadable", said, why=said)


def _imageless(name: str) -> ImportProblem:
    return problem_of(IMAGES, "import_no_image", f"there is no image {name}", name=name)


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
