"""The edge of everything that checks a password: the rate limit, the hash, the session and its cookie."""

from datetime import timedelta

from contact_center import attempts
from contact_center.agents import queries, service, sessions
from contact_center.agents.schemas import Me, PasswordChange, SignIn
from contact_center.auth import ROLE_SCOPES, cookie_name, hash_of, new_secret, session_cookie
from contact_center.errors import InvalidInput, NotSignedIn
from contact_center.http import Call, Reply
from contact_center.passwords import check_policy
from contact_center.values import Role


async def sign_in(call: Call, body: SignIn) -> Reply[Me]:
    """Open a session where the password is right. Unknown, invited and disabled accounts look like a wrong one."""
    agent = await call.db.read(queries.agent_by_email, body.email)
    stored = agent.password_hash if agent is not None and agent.disabled_at is None else None
    if not await _verify(call, body.email, stored, body.password) or agent is None or stored is None:
        raise NotSignedIn("This e-mail address and password do not fit.", code="wrong_credentials")
    if call.services.passwords.is_outdated(stored):
        await call.db.write(service.renew_hash, agent.id, await call.services.passwords.hash(body.password))
    secret = new_secret()
    await _begin_session(call, agent.id, secret)
    cookie = session_cookie(call.request, call.settings, secret)
    return Reply(queries.me_of(agent, ROLE_SCOPES[Role(agent.role)]), (("Set-Cookie", cookie),))


async def change_password(call: Call, body: PasswordChange) -> None:
    """Give the principal another password and end its other sessions."""
    email, stored = await call.db.read(queries.password_hash, call.principal.agent_id)
    check_policy(body.password, email)
    if not await _verify(call, email, stored, body.current):
        raise InvalidInput("This is not your password.", code="wrong_password", field="current")
    await call.db.write(
        service.set_password,
        call.principal.agent_id,
        await call.services.passwords.hash(body.password),
        how="owner",
        by=call.principal.actor,
        now=call.now,
        keep_session=call.principal.session_id,
    )


async def _verify(call: Call, email: str, stored: str | None, password: str) -> bool:
    """Whether the password is right; a wrong one counts against the account and the address.

    Counting happens while holding one of the two slots, so that many guesses at once are not all let through: at most
    one more than the limit is. Raises TooManyRequests.
    """
    whom = attempts.whom(call.settings.secret_key, purpose="sign-in", account=email, address=call.address)
    async with call.services.passwords as slot:
        await call.db.read(attempts.check_allowed, whom, limit=call.settings.sign_in_attempts, now=call.now)
        if not await slot.verify_in_slot(stored, password):
            await call.db.write(attempts.note, whom, now=call.now)
            return False
    await call.db.write(attempts.clear, whom)
    return True


async def _begin_session(call: Call, agent_id: int, secret: str) -> None:
    before = call.request.cookies.get(cookie_name(call.request, call.settings))
    await call.db.write(
        sessions.begin,
        agent_id,
        token_hash=hash_of(secret),
        replaces=hash_of(before) if before else None,
        user_agent=call.request.headers.get("user-agent", ""),
        address=call.address,
        now=call.now,
        lifetime=timedelta(seconds=call.settings.session_lifetime),
    )
