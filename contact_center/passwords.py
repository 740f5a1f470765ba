"""Passwords: argon2id off the event loop and at most two at a time, and what makes one good enough."""

import asyncio
import base64

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contact_center.errors import InvalidInput, TooManyRequests

MIN_LENGTH = 12
MAX_LENGTH = 200
MIN_DIFFERENT = 5
AT_ONCE = 2
"""Each hash takes 64 MiB and a core for a moment, so more at once would only be slower."""
MAX_WAITING = 50

_COMMON = (
    "password",
    "passwort",
    "matkhau",
    "qwertyuiop",
    "asdfghjkl",
    "1234567890",
    "0123456789",
    "9876543210",
    "abcdefghijkl",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "contactcenter",
    "correcthorsebatterystaple",
)
"""What people type first. A password that is little more than one of these is refused."""


def check_policy(password: str, email: str) -> None:
    """Raises InvalidInput with the code weak_password and the reason."""
    reason = _weakness(password, email.lower())
    if reason is not None:
        raise InvalidInput(reason, code="weak_password", field="password")


def _weakness(password: str, email: str) -> str | None:
    plain = "".join(character for character in password.lower() if character.isalnum())
    local, _, _ = email.partition("@")
    if len(password) < MIN_LENGTH:
        return f"Take at least {MIN_LENGTH} characters."
    if len(password) > MAX_LENGTH:
        return f"Take at most {MAX_LENGTH} characters."
    if password.lower() == email or (len(local) > 3 and len(password.lower().replace(local, "")) < MIN_LENGTH // 2):
        return "Do not take your e-mail address."
    if len(set(password.lower())) < MIN_DIFFERENT:
        return f"Take at least {MIN_DIFFERENT} different characters."
    for word in _COMMON:
        if word in plain and len(plain.replace(word, "")) < MIN_LENGTH // 2:
            return "Many people use this password. Take another one."
    return None


class Passwords:
    """Hashes and verifies. One for the process, so that its limit counts for all."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobody = _hash_of_nobody(self._hasher)

    async def __aenter__(self) -> "Passwords":
        """Wait for a slot. Raises TooManyRequests where too many wait already."""
        if self._waiting >= MAX_WAITING:
            raise TooManyRequests("Too many people sign in at this moment.", retry_after=5)
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._slots.release()

    async def hash(self, password: str) -> str:
        async with self:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify_in_slot(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one. Without a stored one it does the same work and says no.

        The caller holds a slot (async with), so that what it counts beside this is counted in order.
        """
        right = await asyncio.to_thread(self._matches, stored or self._nobody, password)
        return right and stored is not None

    async def verify(self, stored: str | None, password: str) -> bool:
        async with self:
            return await self.verify_in_slot(stored, password)

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """A well-formed hash that no password has, as costly to check as a real one."""
    salt, digest = (base64.b64encode(bytes(length)).decode().rstrip("=") for length in (16, hasher.hash_len))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
