"""The engine's own actions: a code is mailed, and looked at."""

from contact_center.customers import proving
from contact_center.db import Database
from contact_center.errors import InvalidInput
from faq_bot.flows.engine import AGAIN_ASKED
from faq_bot.flows.records import Ended, FlowContext, FlowState


class Codes:
    """secret_key: with which codes are kept."""

    def __init__(self, db: Database, secret_key: str) -> None:
        self._db, self._secret_key = db, secret_key

    async def send(self, state: FlowState, context: FlowContext) -> Ended:
        try:
            sent = await self._db.write(
                proving.send_code,
                conversation_id=context.conversation_id,
                email=state.answers["email"],
                language=context.language,
                secret_key=self._secret_key,
                now=context.now,
            )
        except InvalidInput:  # what looks like an address, and no mail can be sent to
            return Ended(status="not_an_address")
        if sent == "too_many":
            return Ended(status="too_many")
        return Ended(status="again" if state.said == AGAIN_ASKED else "ok")

    async def check(self, state: FlowState, context: FlowContext) -> Ended:
        email = state.answers["email"]
        said = await self._db.write(
            proving.check_code,
            conversation_id=context.conversation_id,
            email=email,
            code=state.said,
            secret_key=self._secret_key,
            now=context.now,
        )
        return Ended(status=said, proven=email if said == "ok" else None)
