"""The measurements' options: what would measure nothing is refused before anything starts."""

import pytest

from contact_center.cli import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chat", "--rounds", "0"), "--rounds: '0' is not a whole number from 1"),
        (("chat", "--messages", "1"), "--messages: '1' is not a whole number from 500"),
        (("chat", "--seconds", "nan"), "--seconds: 'nan' is not a number of seconds"),
        (("chat", "--seconds", "0"), "--seconds: '0' is not a number of seconds"),
        (("connections", "--count", "-5"), "--count: '-5' is not a whole number from 1"),
        (("connections", "--seconds", "soon"), "--seconds: 'soon' is not a number of seconds"),
        (("erlang", "--contacts", "10"), "--contacts: '10' is not a whole number from 1000"),
        (("crash", "--rounds", "0"), "--rounds: '0' is not a whole number from 1"),
        (("crash", "--rounds", "1.5"), "--rounds: '1.5' is not a whole number from 1"),
        (("list", "--calls", "0"), "--calls: '0' is not a whole number from 1"),
        (("list", "--conversations", "0"), "--conversations: '0' is not a whole number from 1000"),
    ],
)
def test_a_measurement_of_nothing_is_refused(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["bench", *arguments])
    assert refused.value.code == 2
    assert said in capsys.readouterr().err.splitlines()[-1]
