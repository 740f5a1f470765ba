"""Who belongs to the staff: invitations, changes, disabling, and the mails that go with them."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from contact_center.agents import doors, mails
from contact_center.db import Signal
from contact_center.errors import Conflict
from contact_center.values import Role
from tests.agents.conftest import Facts, Mails, link_in
from tests.api import HOST, PASSWORD, Api

STAFF = "/api/v1/staff"
JANE = {"email": "Jane@Example.com", "name": "Jane", "role": "agent"}


async def invite(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post(STAFF, json=JANE | changes)


async def accept(api: Api, token: str, *, kind: str = "invitations", password: str = PASSWORD) -> httpx.Response:
    return await api.client().post(f"/api/v1/{kind}/accept", json={"token": token, "password": password})


async def sign_in(api: Api, email: str, password: str = PASSWORD) -> int:
    client = api.client()
    return (await client.post("/api/v1/session", json={"email": email, "password": password})).status_code


# Invitations


async def test_an_invited_colleague_chooses_a_password_and_signs_in(api: Api, mails: Mails, facts: Facts) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    answer = await invite(administrator, chat_limit=3)
    assert answer.status_code == 201
    view = answer.json()
    assert (view["email"], view["state"], view["chat_limit"]) == ("jane@example.com", "invited", 3)
    assert await sign_in(api, "jane@example.com") == 401
    (mail,) = await mails()
    assert mail.to == "jane@example.com"
    assert f"{HOST}/console/welcome/" in mail.text
    token = link_in(mail.text)
    answer = await accept(api, token)
    assert (answer.status_code, answer.json()) == (200, {"email": mail.to})
    assert await sign_in(api, "jane@example.com") == 200
    assert (await administrator.get(f"{STAFF}/{view['id']}")).json()["state"] == "active"
    assert await facts() == ["StaffInvited", "InvitationAccepted", "PasswordChanged", "SignedIn"]


async def test_a_link_works_once_for_its_purpose_and_its_time(api: Api, mails: Mails) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    await invite(administrator)
    await invite(administrator, email="john@example.com")
    jane, john = [link_in(mail.text) for mail in await mails()]
    assert (await accept(api, jane, kind="password-resets")).json()["code"] == "link_invalid"
    assert (await accept(api, jane, password="short")).json()["code"] == "weak_password"
    assert (await accept(api, jane)).status_code == 200
    again = await accept(api, jane)
    assert (again.status_code, again.json()["field"]) == (422, "token")
    assert (await accept(api, "guess")).status_code == 422
    api.clock.advance(days=7)
    assert (await accept(api, john)).json()["code"] == "link_invalid"


async def test_two_uses_of_a_link_at_once_are_one_use(api: Api, mails: Mails) -> None:
    await invite(await api.signed_in(Role.ADMINISTRATOR))
    token = link_in((await mails())[0].text)
    answers = await asyncio.gather(*(accept(api, token) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 422, 422, 422]


async def test_an_invitation_can_be_sent_again_and_the_former_link_is_void(api: Api, mails: Mails) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    path = f"{STAFF}/{(await invite(administrator)).json()['id']}/invitation"
    assert (await administrator.post(path)).status_code == 204
    first, second = [link_in(mail.text) for mail in await mails()]
    assert (await accept(api, first)).status_code == 422
    assert (await accept(api, second)).status_code == 200
    assert (await administrator.post(path)).json()["code"] == "not_invited"


async def test_an_address_belongs_to_one_person(api: Api, mails: Mails) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    await invite(administrator)
    answer = await invite(administrator, email="JANE@example.com ")
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "email_taken", "email")
    assert len(await mails()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"email": "no address"},
        {"email": "a@b\r\nBcc: c@d.example"},
        {"email": "a" * 300 + "@b.example"},
        {"name": "  "},
        {"name": "x" * 101},
        {"role": "owner"},
        {"locale": "xx"},
        {"chat_limit": -1},
        {"chat_limit": 101},
        {"password": "x"},
    ],
)
async def test_an_invitation_that_does_not_fit_is_refused(api: Api, mails: Mails, change: dict[str, Any]) -> None:
    answer = await invite(await api.signed_in(Role.ADMINISTRATOR), **change)
    assert answer.status_code == 422, answer.text
    assert await mails() == []


async def test_inviting_twice_with_the_same_key_invites_once(api: Api, mails: Mails) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    administrator.headers["idempotency-key"] = "one"
    first, again = await invite(administrator), await invite(administrator)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await mails()) == 1


@pytest.mark.parametrize(
    ("locale", "subject"),
    [("en", "You are invited to the contact centre"), ("vi", "Bạn được mời tham gia trung tâm liên hệ")],
)
async def test_an_invitation_is_in_the_language_of_whoever_gets_it(
    api: Api, mails: Mails, locale: str, subject: str
) -> None:
    await invite(await api.signed_in(Role.ADMINISTRATOR), locale=locale)
    (mail,) = await mails()
    assert (mail.subject, mail.locale) == (subject, locale)


def test_every_mail_exists_in_both_languages_and_carries_its_link() -> None:
    for text in (
        mails.invitation("vi", name="{x}", inviter="Ann", link="LINK"),
        mails.invitation("xx", name="{x}", inviter="Ann", link="LINK"),
        mails.password_reset("vi", name="{x}", link="LINK"),
        mails.password_reset("en", name="{x}", link="LINK"),
    ):
        assert "LINK" in text.text
        assert "{x}" in text.text


# Resets


async def reset(api: Api, email: str) -> int:
    client = api.client(address="198.51.100.1")
    return (await client.post("/api/v1/password-resets", json={"email": email})).status_code


async def test_a_forgotten_password_is_replaced_and_every_session_ends(api: Api, mails: Mails) -> None:
    agent = await api.agent(locale="vi")
    thief = await api.signed_in(agent)
    assert await reset(api, agent.email) == 204
    (mail,) = await mails()
    assert (mail.to, mail.subject) == (agent.email, "Đặt lại mật khẩu")
    assert (await accept(api, link_in(mail.text), kind="password-resets", password="a new and long one")).is_success
    assert (await thief.get("/api/v1/session")).status_code == 401
    assert await sign_in(api, agent.email) == 401
    assert await sign_in(api, agent.email, "a new and long one") == 200


async def test_asking_for_a_reset_does_not_tell_who_exists(api: Api, mails: Mails) -> None:
    invited = await api.agent(password=None)
    assert [await reset(api, each) for each in ("nobody@example.com", invited.email)] == [204, 204]
    assert await mails() == []


async def test_a_reset_link_ends_after_an_hour_and_with_the_password(api: Api, mails: Mails) -> None:
    agent = await api.agent()
    await reset(api, agent.email)
    api.clock.advance(minutes=60)
    (mail,) = await mails()
    assert (await accept(api, link_in(mail.text), kind="password-resets")).status_code == 422
    await reset(api, agent.email)
    client = await api.signed_in(agent)
    await client.put("/api/v1/session/password", json={"current": PASSWORD, "password": "a new and long one"})
    assert (await accept(api, link_in((await mails())[1].text), kind="password-resets")).status_code == 422


async def test_resets_are_limited_too(api: Api, mails: Mails) -> None:
    agent = await api.agent()
    assert [await reset(api, agent.email) for _ in range(6)] == [204] * 5 + [429]
    assert len(await mails()) == 5
    assert await sign_in(api, agent.email) == 200


# The list and changes


async def test_the_staff_are_listed_page_by_page_and_by_role_and_state(api: Api) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    people = [await api.agent() for _ in range(5)] + [await api.agent(Role.SUPERVISOR, password=None)]
    found: list[str] = []
    after = ""
    while True:
        page = (await administrator.get(f"{STAFF}?limit=2{after}")).json()
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(found) == len(set(found)) == 7
    assert {each.public_id for each in people} < set(found)
    invited = (await administrator.get(f"{STAFF}?state=invited&role=supervisor")).json()["items"]
    assert [each["id"] for each in invited] == [people[-1].public_id]
    assert (await administrator.get(f"{STAFF}?state=disabled")).json()["items"] == []
    assert (await administrator.get(f"{STAFF}?after=nonsense")).json()["field"] == "after"


async def test_role_name_and_limit_are_changed_with_one_fact(api: Api, facts: Facts, signals: list[Signal]) -> None:
    administrator, agent = await api.signed_in(Role.ADMINISTRATOR), await api.agent()
    client = await api.signed_in(agent)
    path = f"{STAFF}/{agent.public_id}"
    assert (await client.get(STAFF)).status_code == 403
    changed = (await administrator.patch(path, json={"role": "supervisor", "name": " Ann ", "chat_limit": 2})).json()
    assert (changed["role"], changed["name"], changed["chat_limit"]) == ("supervisor", "Ann", 2)
    assert (await client.get(STAFF)).status_code == 200
    assert (await administrator.patch(path, json={"chat_limit": None})).json()["chat_limit"] is None
    assert (await administrator.patch(path, json={"chat_limit": None})).status_code == 200
    assert await facts() == ["StaffChanged", "StaffChanged"]
    assert [(each.topic, each.id) for each in signals] == [("staff", agent.id)] * 2


async def test_disabling_shuts_somebody_out_at_once_until_enabled(api: Api, facts: Facts) -> None:
    administrator, agent = await api.signed_in(Role.ADMINISTRATOR), await api.agent()
    client = await api.signed_in(agent)
    path = f"{STAFF}/{agent.public_id}"
    assert (await administrator.post(f"{path}/disable")).json()["state"] == "disabled"
    assert (await administrator.post(f"{path}/disable")).status_code == 200
    assert (await client.get("/api/v1/session")).status_code == 401
    assert await sign_in(api, agent.email) == 401
    assert (await administrator.post(f"{path}/enable")).json()["state"] == "active"
    assert (await client.get("/api/v1/session")).status_code == 401
    assert await sign_in(api, agent.email) == 200
    assert await facts() == ["SessionsEnded", "StaffDisabled", "StaffEnabled", "SignedIn"]


async def test_nobody_takes_their_own_rights_away_and_an_administrator_stays(api: Api) -> None:
    one, two = await api.agent(Role.ADMINISTRATOR), await api.agent(Role.ADMINISTRATOR)
    client = await api.signed_in(one)
    for answer in (
        await client.post(f"{STAFF}/{one.public_id}/disable"),
        await client.patch(f"{STAFF}/{one.public_id}", json={"role": "agent"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "own_account")
    assert (await client.patch(f"{STAFF}/{two.public_id}", json={"role": "agent"})).status_code == 200


async def test_two_administrators_cannot_shut_each_other_out_at_the_same_time(api: Api) -> None:
    one, two = await api.agent(Role.ADMINISTRATOR), await api.agent(Role.ADMINISTRATOR)
    first, second = await api.signed_in(one), await api.signed_in(two)
    answers = await asyncio.gather(
        first.post(f"{STAFF}/{two.public_id}/disable"), second.post(f"{STAFF}/{one.public_id}/disable")
    )
    assert sorted(each.status_code for each in answers) in ([200, 401], [200, 409])


async def test_somebody_unknown_is_not_found(api: Api) -> None:
    administrator = await api.signed_in(Role.ADMINISTRATOR)
    for answer in (
        await administrator.get(f"{STAFF}/nobody"),
        await administrator.patch(f"{STAFF}/nobody", json={}),
        await administrator.post(f"{STAFF}/nobody/disable"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# The first administrator


async def test_the_first_administrator_is_made_by_a_one_time_link(api: Api, facts: Facts) -> None:
    link = await api.db.write(doors.first_administrator_link, base_url=HOST, now=api.clock())
    assert link.startswith(f"{HOST}/console/setup/")
    body = {"token": link_in(link), "email": "boss@example.com", "name": "Boss", "password": PASSWORD}
    weak = await api.client().post("/api/v1/setup", json=body | {"password": "boss@example.com"})
    assert weak.json()["code"] == "weak_password"
    assert (await api.client().post("/api/v1/setup", json=body)).status_code == 204
    assert await sign_in(api, "boss@example.com") == 200
    again = await api.client().post("/api/v1/setup", json=body | {"email": "two@example.com"})
    assert again.status_code == 422
    assert await facts() == ["StaffCreated", "SignedIn"]


async def test_there_is_no_such_link_once_there_is_an_administrator(api: Api) -> None:
    link = await api.db.write(doors.first_administrator_link, base_url=HOST, now=api.clock())
    await api.agent(Role.ADMINISTRATOR)

    def again(tx: Session) -> str:
        return doors.first_administrator_link(tx, base_url=HOST, now=api.clock())

    with pytest.raises(Conflict):
        await api.db.write(again)
    body = {"token": link_in(link), "email": "boss@example.com", "name": "Boss", "password": PASSWORD}
    answer = await api.client().post("/api/v1/setup", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "has_administrator")


# Tokens


async def test_a_token_is_shown_once_listed_used_and_revoked(api: Api, facts: Facts) -> None:
    client = await api.signed_in(Role.SUPERVISOR)
    answer = await client.post("/api/v1/tokens", json={"name": "Report", "scopes": ["staff:read"]})
    assert answer.status_code == 201
    program = api.client(origin=None, authorization=f"Bearer {answer.json()['token']}")
    assert (await program.get(STAFF)).status_code == 200
    (listed,) = (await client.get("/api/v1/tokens")).json()["items"]
    assert listed["last_used_at"] is not None
    assert answer.json()["token"] not in str(listed)
    stranger = await api.signed_in()
    path = f"/api/v1/tokens/{listed['id']}"
    assert [(await each.delete(path)).status_code for each in (stranger, client, client)] == [404, 204, 404]
    assert (await program.get(STAFF)).status_code == 401
    assert await facts() == ["ApiTokenCreated", "ApiTokenRevoked"]


async def test_nobody_gives_a_token_more_than_they_have(api: Api) -> None:
    client = await api.signed_in(Role.AGENT)
    beyond = await client.post("/api/v1/tokens", json={"name": "x", "scopes": ["profile", "staff:manage"]})
    assert (beyond.status_code, beyond.json()["code"]) == (403, "forbidden")
    past = {"name": "x", "scopes": ["profile"], "expires_at": "2026-03-02T09:00:00Z"}
    assert (await client.post("/api/v1/tokens", json=past)).status_code == 422
    naive = past | {"expires_at": "2030-03-02T09:00:00"}
    assert (await client.post("/api/v1/tokens", json=naive)).status_code == 422
    unknown = {"name": "x", "scopes": ["everything"]}
    assert (await client.post("/api/v1/tokens", json=unknown)).status_code == 422


async def test_a_token_that_ends_after_the_calendar_is_refused_and_the_list_stays_readable(api: Api) -> None:
    client = await api.signed_in()
    for end in ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"):
        wanted = {"name": "x", "scopes": ["profile"], "expires_at": end}
        answer = await client.post("/api/v1/tokens", json=wanted)
        assert (answer.status_code, answer.json()["field"]) == (422, "expires_at")
    wanted = {"name": "x", "scopes": ["profile"], "expires_at": "2027-03-02T09:00:00+07:00"}
    assert (await client.post("/api/v1/tokens", json=wanted)).status_code == 201
    (listed,) = (await client.get("/api/v1/tokens")).json()["items"]
    assert listed["expires_at"] == "2027-03-02T02:00:00Z"
