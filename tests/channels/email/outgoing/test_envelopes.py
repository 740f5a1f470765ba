"""Whom a mail server is told of, and in which form of the mail. Pure."""

from channels.email.compose import Composed
from channels.email.outgoing import envelopes
from channels.email.outgoing.envelopes import Envelope
from channels.email.outgoing.schemas import MailRecipientState

BOTH = Composed(b"plain", b"whole")


def test_those_who_need_more_than_ascii_have_an_envelope_of_their_own() -> None:
    outcomes, found = envelopes.of("us@shop.example", ["bo@x.example", "hồng@x.example"], BOTH)
    assert outcomes == {}
    assert found == [
        Envelope("us@shop.example", {"bo@x.example": ["bo@x.example"]}, b"plain", False),
        Envelope("us@shop.example", {"hồng@x.example": ["hồng@x.example"]}, b"whole", True),
    ]


def test_one_envelope_is_enough_for_one_kind_of_recipients() -> None:
    _, (only,) = envelopes.of("", ["bo@x.example"], Composed(b"plain"))
    assert only == Envelope("", {"bo@x.example": ["bo@x.example"]}, b"plain", False)
    _, (blind,) = envelopes.of("", ["hồng@x.example"], Composed(b"plain"))
    assert (blind.data, blind.utf8) == (b"plain", True)


def test_two_spellings_of_a_domain_are_one_recipient_to_the_server() -> None:
    spelled = ["lan@bücher.example", "lan@xn--bcher-kva.example"]
    _, (only,) = envelopes.of("", spelled, BOTH)
    assert only.recipients == {spelled[1]: spelled}


def test_who_has_no_possible_domain_fails_alone() -> None:
    impossible = f"lan@{'ồ' * 70}.example"
    outcomes, (only,) = envelopes.of("us@bücher.example", [impossible, "bo@x.example"], BOTH)
    assert (only.sender, list(only.recipients)) == ("us@xn--bcher-kva.example", ["bo@x.example"])
    assert (outcomes[impossible].state, outcomes[impossible].code) == (MailRecipientState.REFUSED, "5.1.2")
