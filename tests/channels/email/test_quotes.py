"""What is new in a reply. How often exactly that is found is measured by `bench quotes`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.quotes import Kind, fold, kinds_of

VIETNAMESE = "Vào Th 2, 16 thg 11, 2026 vào lúc 10:02 Sao Mai <a@example.com> đã viết:"
HEADER = "Từ: Sao Mai <a@example.com>\nĐã gửi: 16 Tháng 11 2026 10:02\nTới: Lan\nChủ đề: Đơn hàng"


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        (f"new\n\n{VIETNAMESE}\n\n> old", "new"),
        (f"new\n\n{VIETNAMESE}\nold\nolder", "new"),
        (f"{VIETNAMESE}\n> old\n\nnew", "new"),
        (f"new\n\n{HEADER}\n\nold", "new"),
        (f"new\n____________\n{HEADER}\n\nold", "new"),
        (f"one\n> {VIETNAMESE}\n>> a\n> b\ntwo", "one\ntwo"),
        ("new\n-----Original Message-----\nold", "new"),
        ("new\n\n-- \nLan\n0903 000 111", "new"),
        ("new\n\nTrân trọng,\nLan\nKế toán", "new"),
        ("new\n\nSent from my iPhone", "new"),
        ("new\n\nGet Outlook for iOS<https://aka.ms/x>", "new"),
        ("new\n\n-- \nLan\n\nOn Mon, Nov 16, 2026 at 10:02 AM Mai <a@x.vn> wrote:\n> old", "new"),
        ("new\n\nThanks & Best Regards,\nLan\n\nThis email is confidential and " + "long " * 40, "new"),
        ("new\n\n2026-11-16 10:02, Sao Mai đã viết:\n> old", "new"),
        ("new\n\n-----Lan/ABC wrote: -----\nTo: x\nold", "new"),
        ("new\n\nFrom: Mai <a@x.vn>\n\nSent: Monday\n\nTo: Lan\n\nSubject: x\n\nold", "new"),
        ("new\n\nTrân trọng./.\nLan", "new"),
        ("Hi\n\nOn Mon, Nov 16, 2026 at 10:02\nAM Mai <a@x.vn>\nwrote:\n\n> old", "Hi"),
    ],
)
def test_quotes_and_signatures_are_folded(text: str, visible: str) -> None:
    found, folded = fold(text)
    assert found == visible
    assert sorted([*found.split(), *folded.split()]) == sorted(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "> only\n> quoted",
        f"{VIETNAMESE}\n\n> old",
        "-- \nLan",
        "Trân trọng,\nLan",
        "On the phone I wrote: nothing",
        "Vào ngày 5/11 tôi đã viết:\nmáy hỏng",
        "16/11/2026 10:02 shop đã gửi:\nhai hộp",
        "From: this point\nwe go on",
        "Từ: Hà Nội\nĐến: Huế\nNgày: 20/11\n\nVé còn không ạ?",
        "Trân trọng cảm ơn.\nNhưng máy vẫn hỏng, bao giờ thì có người tới xem giúp tôi vậy shop ơi?",
        "- one\n- two",
        "a -- b",
        "new\n\n------- Forwarded message -------\nFrom: a@x.vn\nDate: now\nSubject: x\nTo: b\n\n> old\n-- \nsig",
        f"Chuyển tiếp giúp\n\n---------- Thư đã chuyển tiếp ----------\n{HEADER}\n\nold",
        "",
        "\n\n",
    ],
)
def test_what_is_new_or_all_there_is_stays(text: str) -> None:
    assert fold(text) == (text.strip("\n"), "")


def test_a_subject_tells_of_forwarding_that_outlook_does_not() -> None:
    text = f"please look\n\n{HEADER}\n\nold"
    for subject in ("Fwd: x", "FW: x", "CT: x", "Chuyển tiếp: x"):
        assert fold(text, subject=subject) == (text, "")
    assert fold(text, subject="RE: FW: x")[0] == "please look"


def test_kinds_tell_quotes_from_signatures() -> None:
    kinds = kinds_of(["new", "", "-- ", "Lan", "> old"])
    assert kinds == [Kind.NEW, Kind.NEW, Kind.SIGNATURE, Kind.SIGNATURE, Kind.QUOTE]


LINES = st.sampled_from([
    "new", "", "> old", ">> older", VIETNAMESE, "-- ", "Lan", "Trân trọng,", *HEADER.split("\n"), "_" * 30, "wrote:",
    "-----Original Message-----", "---- Forwarded message ----", "Sent from my iPhone", "-Lan Anh", "On 1.1.2026",
])  # fmt: skip


@given(st.lists(LINES | st.text(max_size=20), max_size=25))
def test_nothing_is_lost_or_written_twice_and_something_is_always_shown(lines: list[str]) -> None:
    text = "\n".join(lines)
    visible, folded = fold(text)
    assert sorted([*visible.split(), *folded.split()]) == sorted(text.split())
    assert bool(visible.strip()) == bool(text.strip())
