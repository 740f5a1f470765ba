"""Passwords: what is good enough, and how they are hashed."""

import asyncio
from typing import Literal

import pytest
from argon2 import PasswordHasher

from contact_center.errors import InvalidInput, TooManyRequests
from contact_center.passwords import AT_ONCE, MAX_WAITING, Passwords, check_policy
from tests.api import HASHER

EMAIL = "jane.doe@example.com"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "x" * 201,
        "jane.doe@example.com",
        "Jane.Doe@Example.com",
        "jane.doe2026",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "passwordpassword",
        "Password1234!",
        "123456789012",
        "qwertyuiop12",
        "letmeinletmein",
    ],
)
def test_a_weak_password_is_refused_with_a_reason(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_policy(password, EMAIL)
    assert (refused.value.code, refused.value.field) == ("weak_password", "password")


@pytest.mark.parametrize("password", ["a fine long one", "tám con mèo đen nhỏ", "password but with much more to it"])
def test_a_long_password_of_ones_own_is_fine(password: str) -> None:
    check_policy(password, EMAIL)


async def test_a_hash_is_argon2id_with_todays_parameters_and_verifies() -> None:
    passwords = Passwords()
    stored = await passwords.hash("a fine long one")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.verify(stored, "a fine long one")
    assert not await passwords.verify(stored, "a fine long two")
    assert not passwords.is_outdated(stored)


async def test_an_unknown_account_costs_the_same_work_and_is_never_right() -> None:
    seen: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            seen.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Watched(time_cost=1, memory_cost=8, parallelism=1))
    assert not await passwords.verify(None, "anything")
    (used,) = seen
    assert used.startswith("$argon2id$v=19$m=8,t=1,p=1$")


async def test_a_damaged_hash_is_no_password_at_all() -> None:
    assert not await Passwords(HASHER).verify("not a hash", "anything")


async def test_a_hash_with_weaker_parameters_is_outdated() -> None:
    assert Passwords().is_outdated(HASHER.hash("x"))


async def test_only_so_many_hash_at_once_and_only_so_many_wait() -> None:
    passwords = Passwords(HASHER)
    holders = [await passwords.__aenter__() for _ in range(AT_ONCE)]
    waiting = [asyncio.create_task(passwords.hash("x")) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests):
        await passwords.hash("x")
    for holder in holders:
        await holder.__aexit__()
    assert len(await asyncio.gather(*waiting)) == MAX_WAITING
