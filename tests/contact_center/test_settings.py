"""The settings: read from variables, refused with the variable's name."""

from pathlib import Path

import pytest

from contact_center.errors import SettingsError
from contact_center.settings import Settings, load


def test_variables_become_typed_values_and_options_win() -> None:
    found = load({"CC_PORT": "9000", "CC_DATA_DIR": "/d", "CC_DEMO": "yes", "HOME": "/"}, host="::1", port=None)
    assert (found.port, found.data_dir, found.demo, found.host) == (9000, Path("/d"), True, "::1")


def test_lists_are_separated_by_commas() -> None:
    assert load({"CC_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,"}).trusted_proxies == ("127.0.0.1", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CC_PROT", "1", "CC_PROT is not a setting. Did you mean CC_PORT?"),
        ("CC_XYZZY", "1", "CC_XYZZY is not a setting."),
        ("CC_PORT", "many", "CC_PORT is 'many', but it takes"),
        ("CC_PORT", "70000", "a port is between 0 and 65535"),
        ("CC_DEMO", "perhaps", "CC_DEMO is 'perhaps'"),
        ("CC_DATABASE_URL", "mysql://x", "CC_DATABASE_URL must begin with postgresql://"),
        ("CC_SMTP_SECURITY", "maybe", "it takes starttls, tls or none"),
        ("CC_LOG_LEVEL", "loud", "it takes debug, info, warning or error"),
        ("CC_SECRET_KEY", "short", "CC_SECRET_KEY is too short"),
        ("CC_CHAT_LIMIT", "0", "CC_CHAT_LIMIT must be at least 1"),
    ],
)
def test_what_does_not_fit_is_named(variable: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({variable: value})
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="0.0.0.0", port=81), "http://127.0.0.1:81"),
        (Settings(host="::"), "http://[::1]:8000"),
        (Settings(host="fd00::1"), "http://[fd00::1]:8000"),
        (Settings(public_url="https://chat.example/"), "https://chat.example"),
    ],
)
def test_the_base_address_is_one_that_works(settings: Settings, address: str) -> None:
    assert settings.base_url == address


def test_a_postgresql_address_is_given_to_asyncpg() -> None:
    assert load({"CC_DATABASE_URL": "postgres://u:p@h/d"}).url == "postgresql+asyncpg://u:p@h/d"
