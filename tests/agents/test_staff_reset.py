"""An administrator has a link for a new password sent to a colleague."""

from contact_center.values import Role
from tests.agents.conftest import Facts, Mails
from tests.api import Api


async def test_a_colleague_gets_a_link_by_mail_and_the_fact_names_who_sent_it(
    api: Api, mails: Mails, facts: Facts
) -> None:
    colleague = await api.agent(locale="vi")
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        answer = await client.post(f"/api/v1/staff/{colleague.public_id}/password-reset")
    assert answer.status_code == 204
    (sent,) = await mails()
    assert (sent.to, sent.subject) == (colleague.email, "Đặt lại mật khẩu")
    assert "/console/reset/" in sent.text
    assert sent.text.count("?lang=vi") == 1
    assert await facts() == ["PasswordResetRequested"]


async def test_nobody_is_sent_one_who_has_not_accepted_yet(api: Api, mails: Mails) -> None:
    invited = await api.agent(password=None)
    async with await api.signed_in(Role.ADMINISTRATOR) as client:
        answer = await client.post(f"/api/v1/staff/{invited.public_id}/password-reset")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_active")
        assert (await client.post("/api/v1/staff/nobody/password-reset")).status_code == 404
    assert await mails() == []
