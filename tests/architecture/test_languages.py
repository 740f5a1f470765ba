"""Nothing is said in one language alone: texts written in Python, and what the console says to an error."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LANGUAGES = {"en", "vi"}
PACKAGES = ("contact_center", "channels", "agents_ui", "routing", "faq_bot", "knowledge_base")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts
)
CODE = re.compile(r'\bcode=\s*"([a-z_]+)"|status, code = \d+, "([a-z_]+)"')
TEXT = re.compile(r'"(?:files\.)?error\.([a-z_]+)"')
TO_PROGRAMS = {"client_id_taken", "invalid_command", "malformed", "reply_lost"}
"""What only a faulty program brings about; people read that something went wrong."""
TO_OPERATORS = {"disabled"}
"""What a command of the shell says."""
TO_VISITORS = {
    "already_rated", "identity_claims", "identity_replayed", "link_ended", "no_consent", "nobody_answered", "not_ended",
    "rating_off",
}  # fmt: skip
"""What the widget answers for itself."""


def by_language(tree: ast.AST) -> Iterator[tuple[int, set[str], list[ast.expr]]]:
    """Each dictionary with a language among its keys: its line, its keys and its values."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
            if keys & LANGUAGES:
                yield node.lineno, keys, node.values


def one_sided(source: str) -> list[int]:
    """The lines of texts that one language lacks, or that have other parts in another."""
    found = []
    for line, keys, values in by_language(ast.parse(source)):
        parts = {
            tuple(ast.unparse(key) for key in value.keys if key) for value in values if isinstance(value, ast.Dict)
        }
        if not keys >= LANGUAGES or len(parts) > 1:
            found.append(line)
    return found


def test_every_text_is_written_in_both_languages() -> None:
    found = {str(path.relative_to(ROOT)): one_sided(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("source", ['{"en": "Hello"}', '{"en": {"a": "A"}, "vi": {}}', '{"vi": "Chào", "fr": "Salut"}'])
def test_a_text_in_one_language_alone_is_noticed(source: str) -> None:
    assert one_sided(source) == [1]


def test_the_console_has_words_for_every_error_that_staff_can_meet() -> None:
    raised = {
        name for path in SOURCES if path.relative_to(ROOT).parts[0] != "channels"
        for names in CODE.findall(path.read_text(encoding="utf-8")) for name in names if name
    }  # fmt: skip
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("console/i18n", "shared/files")
        for path in (ROOT / "agents_ui" / folder).glob("*.ts")
    )
    assert raised - set(TEXT.findall(texts)) == TO_PROGRAMS | TO_OPERATORS | TO_VISITORS
