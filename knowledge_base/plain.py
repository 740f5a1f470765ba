"""An article's Markdown as plain text, for where no markup can be shown, such as a chat. Pure."""

from collections.abc import Sequence

from markdown_it.token import Token

from knowledge_base.markdown import grammar

CELLS = " | "
"""Between the cells of a table."""


def plain_text(markdown: str, *, headings_lead: bool = False) -> str:
    """Paragraphs with a line between them, lists with their signs, a table's cells side by side, links as their words.

    Images are left out, and nothing of the text is read as HTML. headings_lead: a heading stands right above what it
    is about, in one paragraph with it.
    """
    return _Writer(headings_lead=headings_lead).written(grammar().parse(markdown))


class _Writer:
    """lists: of those that are open, the number of the next point; none: it has no numbers."""

    def __init__(self, *, headings_lead: bool) -> None:
        self.headings_lead = headings_lead
        self.lines: list[str] = []
        self.lists: list[int | None] = []
        self.cells: list[str] = []
        self.in_cell = False
        self.sign = ""

    def written(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._take(token)
        text = "\n".join(self.lines).strip()
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        return text

    def _take(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.lists.append(None)
            case "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self._gap()
            case "list_item_open":
                self.sign = self._next_sign()
            case "inline" if self.in_cell:
                self.cells.append(_words(token.children or ()))
            case "inline":
                self._say(_words(token.children or ()))
            case "fence" | "code_block":
                self._say(token.content.rstrip("\n"))
                self._gap()
            case "tr_open":
                self.cells, self.in_cell = [], True
            case "tr_close":
                self.in_cell = False
                self._say(CELLS.join(self.cells))
            case "heading_close" if self.headings_lead:
                pass
            case "paragraph_close" | "heading_close" if not self.lists:
                self._gap()
            case "table_close":
                self._gap()

    def _next_sign(self) -> str:
        indent, number = "  " * (len(self.lists) - 1), self.lists[-1]
        if number is None:
            return f"{indent}- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def _say(self, text: str) -> None:
        """What stands under a point's first line is set in as far as its words are."""
        if not text.strip():
            return
        first, *rest = text.split("\n")
        before = self.sign or " " * (2 * len(self.lists))
        self.lines += [before + first, *(" " * (2 * len(self.lists)) + line for line in rest)]
        self.sign = ""

    def _gap(self) -> None:
        if not self.lists:
            self.lines.append("")


def _words(tokens: Sequence[Token]) -> str:
    found = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            found.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            found.append(" " if token.type == "softbreak" else "\n")
    return "".join(found).strip()
