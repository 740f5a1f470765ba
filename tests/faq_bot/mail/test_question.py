"""What a mail is understood by."""

import pytest

from faq_bot.mail.question import LONGEST, question_of


@pytest.mark.parametrize(
    ("subject", "body", "begins", "question"),
    [
        ("Returns", "Can I send it back?", True, "Returns\nCan I send it back?"),
        ("Re: Returns", "Can I send it back?", False, "Can I send it back?"),
        ("Fwd: RE: Returns", "How?", True, "Returns\nHow?"),
        ("Trả lời: Đổi hàng", "Đổi thế nào ạ?", True, "Đổi hàng\nĐổi thế nào ạ?"),
        (None, "Can I send it back?", True, "Can I send it back?"),
        ("Can I send it back?", "Can I send it back? It is too small.", True, "Can I send it back? It is too small."),
        ("Returns", "Dear team,\n\nCan I send it back?\n\nKind regards,\nAnn", True, "Returns\nCan I send it back?"),
        ("", "Chào shop,\nĐổi hàng thế nào ạ?\nXin cảm ơn!\nLan", True, "Đổi hàng thế nào ạ?"),
        ("", "Hidden fees, are there any?\nI want to know.", True, "Hidden fees, are there any?\nI want to know."),
        ("", "Hello, can I send it back?\nIt is too small.", True, "Hello, can I send it back?\nIt is too small."),
        ("Returns", "", True, "Returns"),
        ("", "Hi", True, "Hi"),
        ("", "", True, ""),
    ],
)  # fmt: skip
def test_the_subject_and_what_was_newly_written_without_the_forms_of_a_letter(
    subject: str | None, body: str, begins: bool, question: str
) -> None:
    assert question_of(subject, body, begins=begins) == question


def test_a_long_mail_is_understood_by_its_beginning() -> None:
    assert len(question_of("Returns", "word " * 2_000, begins=True)) == LONGEST
