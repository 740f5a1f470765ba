"""The staff's routes: signing in, one's own account, and who belongs to the staff."""

from datetime import timedelta

from contact_center import attempts
from contact_center.agents import doors, links, queries, service, sessions, sign_in, tokens
from contact_center.agents.schemas import (
    CreatedToken,
    FirstAdministrator,
    Invitation,
    LinkAccepted,
    LinkOwner,
    Me,
    MeChange,
    NewToken,
    PasswordChange,
    Preferences,
    ResetRequest,
    SessionView,
    SignIn,
    StaffChange,
    StaffFilter,
    StaffView,
    TokenView,
)
from contact_center.auth import PUBLIC, Scope, session_cookie
from contact_center.http import Call, Reply, route
from contact_center.paging import Page
from contact_center.passwords import check_policy

# Signing in and one's own account


async def create_session(call: Call, body: SignIn) -> Reply[Me]:
    """Sign in. The session is kept in a cookie."""
    return await sign_in.sign_in(call, body)


async def get_session(call: Call) -> Me:
    """Who is signed in, and with which permissions."""
    return await call.db.read(queries.me, call.principal)


async def delete_session(call: Call) -> Reply[None]:
    """Sign out."""
    await call.db.write(sessions.sign_out, call.principal, now=call.now)
    return Reply(None, (("Set-Cookie", session_cookie(call.request, call.settings, "")),))


async def change_session(call: Call, body: MeChange) -> Me:
    """Change one's own name or language."""
    await call.db.write(service.change_me, body, call.principal, now=call.now)
    return await call.db.read(queries.me, call.principal)


async def change_preferences(call: Call, body: Preferences) -> Preferences:
    """Keep how one likes the console, as a whole."""
    await call.db.write(service.prefer, body, call.principal)
    return body


async def change_password(call: Call, body: PasswordChange) -> None:
    """Change one's own password; every other session ends."""
    await sign_in.change_password(call, body)


async def list_sessions(call: Call) -> Page[SessionView]:
    """Where one is signed in."""
    idle = timedelta(seconds=call.settings.session_idle)
    return Page(await call.db.read(queries.sessions, call.principal, now=call.now, idle=idle), None)


async def end_session(call: Call, session: str) -> None:
    """End one of one's own sessions."""
    await call.db.write(sessions.end_one, call.principal, session, now=call.now)


async def end_other_sessions(call: Call) -> None:
    """End every session of one's own but this one."""
    await call.db.write(sessions.end_others, call.principal, now=call.now)


async def list_tokens(call: Call) -> Page[TokenView]:
    """One's own API tokens."""
    return Page(await call.db.read(queries.tokens, call.principal.agent_id), None)


async def create_token(call: Call, body: NewToken) -> CreatedToken:
    """Make an API token. This answer is the only one that shows it."""
    return await call.db.write(tokens.create, body, call.principal, now=call.now)


async def revoke_token(call: Call, token: str) -> None:
    """Revoke one of one's own API tokens."""
    await call.db.write(tokens.revoke, token, call.principal, now=call.now)


# Behind links


async def request_reset(call: Call, body: ResetRequest) -> None:
    """Ask for a mail to choose a new password. The answer is the same for an unknown address."""
    key = call.settings.secret_key
    whom = attempts.whom(key, purpose="reset", account=body.email, address=call.address)
    limit = call.settings.sign_in_attempts
    base_url = call.settings.base_url
    await call.db.write(doors.request_reset, body.email, whom=whom, limit=limit, base_url=base_url, now=call.now)


async def accept_reset(call: Call, body: LinkAccepted) -> LinkOwner:
    """Choose a new password by the link of a reset; every session ends."""
    return await _accept(call, body, links.Purpose.RESET)


async def accept_invitation(call: Call, body: LinkAccepted) -> LinkOwner:
    """Choose the first password by the link of an invitation."""
    return await _accept(call, body, links.Purpose.INVITATION)


async def _accept(call: Call, body: LinkAccepted, purpose: links.Purpose) -> LinkOwner:
    email = await call.db.read(links.owner_email, body.token, purpose, now=call.now)
    check_policy(body.password, email or "")
    password_hash = await call.services.passwords.hash(body.password)
    await call.db.write(doors.accept, body.token, purpose, password_hash, now=call.now)
    return LinkOwner(email=email or "")


async def set_up(call: Call, body: FirstAdministrator) -> None:
    """Make the first administrator by the link that the command line printed."""
    await call.db.read(links.owner_email, body.token, links.Purpose.FIRST_ADMINISTRATOR, now=call.now)
    check_policy(body.password, body.email)
    password_hash = await call.services.passwords.hash(body.password)
    await call.db.write(doors.set_up, body, password_hash, now=call.now)


# Staff


async def list_staff(call: Call, query: StaffFilter) -> Page[StaffView]:
    """The staff by name."""
    return await call.db.read(queries.staff, query)


async def get_staff(call: Call, agent: str) -> StaffView:
    """Somebody of the staff."""
    return await call.db.read(queries.staff_member, agent)


async def invite(call: Call, body: Invitation) -> StaffView:
    """Invite somebody by mail."""
    return await call.db.write(service.invite, body, call.principal, base_url=call.settings.base_url, now=call.now)


async def invite_again(call: Call, agent: str) -> None:
    """Send another invitation; the former link no longer works."""
    base_url = call.settings.base_url
    await call.db.write(service.invite_again, agent, call.principal, base_url=base_url, now=call.now)


async def send_reset(call: Call, agent: str) -> None:
    """Mail somebody a link to choose a new password; the old one works until then."""
    base_url = call.settings.base_url
    await call.db.write(doors.send_reset, agent, call.principal, base_url=base_url, now=call.now)


async def change_staff(call: Call, agent: str, body: StaffChange) -> StaffView:
    """Change somebody's name, role or chat limit."""
    return await call.db.write(service.change, agent, body, call.principal, now=call.now)


async def enable_staff(call: Call, agent: str) -> StaffView:
    """Let somebody in again."""
    return await call.db.write(service.enable, agent, call.principal, now=call.now)


ROUTES = (
    route("POST", "/session", create_session, PUBLIC),
    route("GET", "/session", get_session, Scope.PROFILE),
    route("PATCH", "/session", change_session, Scope.PROFILE),
    route("DELETE", "/session", delete_session, Scope.PROFILE),
    route("PUT", "/session/preferences", change_preferences, Scope.PROFILE),
    route("PUT", "/session/password", change_password, Scope.PROFILE),
    route("GET", "/sessions", list_sessions, Scope.PROFILE),
    route("DELETE", "/sessions", end_other_sessions, Scope.PROFILE),
    route("DELETE", "/sessions/{session}", end_session, Scope.PROFILE),
    route("GET", "/tokens", list_tokens, Scope.TOKENS_MANAGE),
    route("POST", "/tokens", create_token, Scope.TOKENS_MANAGE, status=201, secret=True),
    route("DELETE", "/tokens/{token}", revoke_token, Scope.TOKENS_MANAGE),
    route("POST", "/password-resets", request_reset, PUBLIC),
    route("POST", "/password-resets/accept", accept_reset, PUBLIC),
    route("POST", "/invitations/accept", accept_invitation, PUBLIC),
    route("POST", "/setup", set_up, PUBLIC),
    route("GET", "/staff", list_staff, Scope.STAFF_READ),
    route("POST", "/staff", invite, Scope.STAFF_MANAGE, status=201),
    route("GET", "/staff/{agent}", get_staff, Scope.STAFF_READ),
    route("PATCH", "/staff/{agent}", change_staff, Scope.STAFF_MANAGE),
    route("POST", "/staff/{agent}/invitation", invite_again, Scope.STAFF_MANAGE),
    route("POST", "/staff/{agent}/password-reset", send_reset, Scope.STAFF_MANAGE),
    route("POST", "/staff/{agent}/enable", enable_staff, Scope.STAFF_MANAGE),
)
