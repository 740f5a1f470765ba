"""Puts the guided flows of an installation together."""

import logging
from pathlib import Path

from contact_center.db import Database
from contact_center.errors import FlowError
from contact_center.settings import Settings
from faq_bot.flows import reading
from faq_bot.flows.actions.calls import Calls, IsPlanned, Plan
from faq_bot.flows.actions.codes import Codes
from faq_bot.flows.actions.http_shop import HttpShop
from faq_bot.flows.actions.orders import Orders
from faq_bot.flows.actions.policies import Policies
from faq_bot.flows.actions.shop import Shop
from faq_bot.flows.definition import Definition
from faq_bot.flows.engine import CHECK_CODE, POLICY, SEND_CODE
from faq_bot.flows.flows import Action, Flows

FOLDER = "flows"
"""In the data folder: where a company puts flows of its own."""

log = logging.getLogger(__name__)


def open_flows(settings: Settings, db: Database, *, is_planned: IsPlanned, plan: Plan) -> Flows:
    """The product's flows and the company's. settings: with the secret key. is_planned, plan: of calls."""
    shop = HttpShop(settings.shop_url, settings.shop_secret) if settings.shop_url else None
    actions = actions_of(settings, db, Calls(db, is_planned=is_planned, plan=plan), shop)
    return Flows(definitions(settings.data_dir), actions, there=frozenset({"shop"} if shop else ()))


def actions_of(settings: Settings, db: Database, calls: Calls, shop: Shop | None) -> dict[str, Action]:
    """Every action that can be done here, by name; shapes.ACTIONS says between which names."""
    codes = Codes(db, settings.secret_key)
    found: dict[str, Action] = {
        SEND_CODE: codes.send,
        CHECK_CODE: codes.check,
        POLICY: Policies(db, settings.base_url).show,
        "callback_days": calls.days,
        "callback_times": calls.times,
        "plan_callback": calls.plan,
    }
    if shop is not None:
        orders = Orders(db, shop)
        found |= {"find_order": orders.find_order, "start_return": orders.start_return}
    return found


def definitions(data_dir: Path) -> dict[str, Definition]:
    """By id. A faulty file of the company is left out with a warning, and `doctor` says what is wrong with it."""
    found = reading.read_all(reading.OWN)
    for path in own_files(data_dir):
        try:
            definition = reading.read(path)
        except FlowError as error:
            log.warning("a guided flow is left out: %s", error)
        else:
            found[definition.id] = definition
    return found


def own_files(data_dir: Path) -> list[Path]:
    return sorted((data_dir / FOLDER).glob("*.toml"))
