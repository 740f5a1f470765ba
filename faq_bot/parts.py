"""What the first responder is made of in a process: understanding, the bot, and the help centre that asks it too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contact_center.db import Database
from contact_center.inboxes.contact_forms import ContactForms
from contact_center.settings import Settings
from faq_bot.articles import help_centre
from faq_bot.bot import Bot
from faq_bot.desk.naming import Guides
from faq_bot.flows.actions.calls import IsPlanned, Plan
from faq_bot.flows.assembly import open_flows
from faq_bot.mail.bot import MailBot
from faq_bot.training import Learner
from faq_bot.understanding import Engines, engines
from knowledge_base.help.centre import HelpCentre
from knowledge_base.help.contacts import Ask


@dataclass(frozen=True, kw_only=True)
class Parts:
    """understanders, learner: to be run."""

    understanders: Engines
    learner: Learner
    bot: Bot
    mail_bot: MailBot
    help: HelpCentre
    guides: Guides


def parts_of(
    settings: Settings,
    db: Database,
    clock: Callable[[], datetime],
    *,
    outlook: Ask,
    is_planned: IsPlanned,
    plan: Plan,
    forms: ContactForms | None = None,
) -> Parts:
    """Those of one process. outlook: how a chat would stand that somebody began now. is_planned, plan: of callbacks.
    forms: the channel behind the contact forms.
    """
    understanders = engines(settings)
    flows = open_flows(settings, db, is_planned=is_planned, plan=plan)
    return Parts(
        understanders=understanders,
        learner=Learner(db, understanders, settings.data_dir, flows.offered(), understanders.newer),
        bot=Bot(db=db, understander=understanders, clock=clock, base_url=settings.base_url, flows=flows),
        mail_bot=MailBot(
            db=db, understander=understanders, clock=clock, base_url=settings.base_url, key=settings.secret_key
        ),
        guides=Guides(flows.offered()),
        help=help_centre(db, clock, understanders, outlook, flows.offered(), forms),
    )
