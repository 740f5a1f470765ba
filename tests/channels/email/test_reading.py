"""In which language a mail is."""

import pytest

from channels.email import mime
from channels.email.reading import locale_of, read
from tests.channels.email.taking_in import raw

_DISCLAIMER = "This e-mail and what is attached to it is for whoever it is sent to, and not for any other."


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Chào shop,\n\nBình S31001 bị vỡ. Tôi nên làm gì?\n\nLan", "vi"),
        ("CHO TÔI HỎI GIÁ", "vi"),
        ("bi\u0323 vo\u031b\u0303", "vi"),  # marks of their own
        ("Chao shop, don cua minh khi nao giao vay?", "vi"),
        ("Shop oi minh muon doi hang, cam on", "vi"),
        (f"Tôi muốn đổi bình này được không?\n{_DISCLAIMER}", "vi"),
        ("Hello,\n\nwhere is my order?\n\nNguyễn Thị Đức", "en"),
        ("My vase arrived broken. What should I do?", "en"),
        ("Bom dia, o vaso não chegou", "en"),
        ("Où est ma commande ? Merci à vous", "en"),
        ("Guten Tag, wo ist den Vase", "en"),
        ("SC-1024", "en"),
        ("", "en"),
    ],
)
def test_it_is_told_by_letters_and_common_words(text: str, locale: str) -> None:
    assert locale_of(text) == locale


def test_what_a_person_newly_wrote_tells_first_and_what_tells_nothing_leaves_it_to_the_rest() -> None:
    quoted = "\n\nOn 1 March 2026, Shop <shop@shop.example> wrote:\n> We thank you: your order is on its way."
    assert read(mime.parse(raw(text=f"Hàng bị vỡ rồi shop ơi.{quoted}")), {}).locale == "vi"
    vietnamese = "\n\nOn 1 March 2026, Shop <shop@shop.example> wrote:\n> Đơn hàng của bạn đã được gửi đi hôm nay."
    assert read(mime.parse(raw(text=f"SC-1024{vietnamese}")), {}).locale == "vi"
    assert read(mime.parse(raw(text=f"Thanks, it is here.{vietnamese}")), {}).locale == "en"
