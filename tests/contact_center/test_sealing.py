"""What is sealed opens with the same key for the same purpose alone."""

import pytest

from contact_center.errors import SealBroken
from contact_center.sealing import seal, unseal

KEY = "a key for tests, which is no secret at all"


def test_what_was_sealed_opens_and_is_another_text_each_time() -> None:
    first, second = (seal("mật khẩu".encode(), key=KEY, purpose="mailbox:1") for _ in range(2))
    assert first != second
    assert "khẩu" not in first
    assert unseal(first, key=KEY, purpose="mailbox:1") == unseal(second, key=KEY, purpose="mailbox:1")
    assert unseal(first, key=KEY, purpose="mailbox:1").decode() == "mật khẩu"


@pytest.mark.parametrize(
    ("key", "purpose", "change"),
    [
        (KEY + "!", "mailbox:1", ("", "")),
        (KEY, "mailbox:2", ("", "")),
        (KEY, "mailbox:1", ("1.", "2.")),
        (KEY, "mailbox:1", ("1.", "1.AAAA")),
        (KEY, "mailbox:1", ("1.", "1.A")),
    ],
)
def test_another_key_another_purpose_or_a_changed_text_is_said(key: str, purpose: str, change: tuple[str, str]) -> None:
    sealed = seal(b"12345", key=KEY, purpose="mailbox:1").replace(*change)
    with pytest.raises(SealBroken, match="Enter it again"):
        unseal(sealed, key=key, purpose=purpose)


@pytest.mark.parametrize("text", ["", "1.", "1.AAAA", "đ", "x" * 5_000])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal(text, key=KEY, purpose="mailbox:1")
