"""The settings: read from variables, refused with the variable's name."""

from pathlib import Path

import msgspec
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
        ("CC_XYZZY", "1", "CC_XYZZY is not a setting. README.md lists them, under Settings."),
        ("CC_PORT", "many", "CC_PORT is 'many', but it takes"),
        ("CC_PORT", "70000", "a port is between 0 and 65535"),
        ("CC_DEMO", "perhaps", "CC_DEMO is 'perhaps'"),
        ("CC_DATABASE_URL", "mysql://x", "CC_DATABASE_URL must begin with postgresql://"),
        ("CC_SMTP_SECURITY", "maybe", "it takes starttls, tls or none"),
        ("CC_LOG_LEVEL", "loud", "it takes debug, info, warning or error"),
        ("CC_RASA_URL", "127.0.0.1:5005", "it takes scheme and host alone, such as http://127.0.0.1:5005"),
        ("CC_RASA_MODE", "stories", "it takes understanding or dialogue"),
        ("CC_SECRET_KEY", "short", "CC_SECRET_KEY is too short"),
        ("CC_SMTP_PORT", "70000", "CC_SMTP_PORT is 70000, but a port is between"),
        ("CC_SMTP_PORT", "0", "CC_SMTP_PORT is 0, but it takes a number above 0"),
        ("CC_SMTP_IN_NETWORKS", "10.0.0.0/99", "CC_SMTP_IN_NETWORKS names '10.0.0.0/99', but it takes addresses"),
        ("CC_CHAT_LIMIT", "0", "CC_CHAT_LIMIT is 0, but it takes a number above 0"),
        ("CC_DRAIN_SECONDS", "nan", "CC_DRAIN_SECONDS is nan, but"),
        ("CC_DATABASE_TIMEOUT", "inf", "CC_DATABASE_TIMEOUT is inf, but"),
        ("CC_VISITOR_RATE", "-1", "CC_VISITOR_RATE is -1.0, but"),
        ("CC_REQUEUE_GRACE", "-1", "CC_REQUEUE_GRACE is -1, but it takes a number from 0"),
        ("CC_SESSION_LIFETIME", "9" * 18, "CC_SESSION_LIFETIME is 9"),
    ],
)
def test_what_does_not_fit_is_named(variable: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({variable: value})
    assert said in str(refused.value)


NUMBERS = [each.name for each in msgspec.structs.fields(Settings) if each.type in {int, float}]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["-1", "nan", "inf", "1e400", "1" + "0" * 30])
def test_every_number_is_positive_and_has_an_end(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^CC_{name.upper()} is "):
        load({f"CC_{name.upper()}": value})


@pytest.mark.parametrize(
    "url",
    ["https://chat.example", "http://localhost:8000/", "https://[::1]:8443", "https://Chat.Example", "http://10.0.0.1"],
)
def test_a_public_address_is_scheme_and_host(url: str) -> None:
    assert load({"CC_PUBLIC_URL": url}).public_url == url


@pytest.mark.parametrize(
    "url",
    [
        "chat.example",
        "https://",
        "https:// ",
        "https://chat.example/support",
        "https://chat.example?x=1",
        "https://chat.example/#x",
        "https://me:secret@chat.example",
        "https://chat.example:port",
        "https://chat.example:70000",
        "https://[::1",
        "ftp://chat.example",
        "HTTPS://chat.example",
        "https://chat.example ",
        "https://chat\t.example",
    ],
)
def test_anything_else_is_no_public_address(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^CC_PUBLIC_URL is "):
        load({"CC_PUBLIC_URL": url})


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


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"CC_SHOP_URL": "https://shop.example/x"}, "belong together"),
        ({"CC_SHOP_SECRET": "x" * 40}, "belong together"),
        ({"CC_SHOP_URL": "https://shop.example/x", "CC_SHOP_SECRET": "short"}, "CC_SHOP_SECRET is too short"),
        ({"CC_SHOP_URL": "ftp://shop.example", "CC_SHOP_SECRET": "x" * 40}, "CC_SHOP_URL"),
        ({"CC_SHOP_URL": "https://shop.example/x?y=z", "CC_SHOP_SECRET": "x" * 40}, "CC_SHOP_URL"),
        ({"CC_SHOP_URL": "https://user@shop.example/x", "CC_SHOP_SECRET": "x" * 40}, "CC_SHOP_URL"),
    ],
)
def test_a_shop_is_set_with_its_secret_and_a_plain_address(environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load(environ)


@pytest.mark.parametrize(
    "url", ["https://shop.example/contact-center", "http://127.0.0.1:8001", "https://shop.example/"]
)
def test_a_shop_may_stand_at_any_path(url: str) -> None:
    assert load({"CC_SHOP_URL": url, "CC_SHOP_SECRET": "x" * 40}).shop_url == url
