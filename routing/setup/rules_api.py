"""Intake rules over HTTP."""

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.paging import Page
from routing.setup import rules
from routing.setup.rule_schemas import NewRule, RuleOrder, RulePatch, RuleView, SampleContact, TryAnswer
from routing.setup.trying import try_rules


def _all(tx: Session) -> Page[RuleView]:
    return Page([rules.rule_view(rule) for rule in rules.all_rules(tx)], None)


async def list_intake_rules(call: Call) -> Page[RuleView]:
    """All intake rules in the order in which they are asked."""
    return await call.db.read(_all)


async def add_intake_rule(call: Call, body: NewRule) -> RuleView:
    """Make an intake rule, which is asked after all others."""
    return rules.rule_view(await call.db.write(rules.create_rule, body, by=call.principal.actor, at=call.now))


async def get_intake_rule(call: Call, rule: str) -> RuleView:
    """One intake rule."""
    return rules.rule_view(await call.db.read(rules.rule_by_id, rule))


async def patch_intake_rule(call: Call, rule: str, body: RulePatch) -> RuleView:
    """Change an intake rule; with a version, only where nobody has saved since."""
    return rules.rule_view(await call.db.write(rules.change_rule, rule, body, by=call.principal.actor, at=call.now))


async def remove_intake_rule(call: Call, rule: str) -> None:
    """Delete an intake rule."""
    await call.db.write(rules.delete_rule, rule, by=call.principal.actor, at=call.now)


async def order_intake_rules(call: Call, body: RuleOrder) -> Page[RuleView]:
    """Say in which order the rules are asked; all of them, each once."""

    def unit(tx: Session) -> Page[RuleView]:
        rules.order_rules(tx, body, by=call.principal.actor, at=call.now)
        return _all(tx)

    return await call.db.write(unit)


async def try_intake_rules(call: Call, body: SampleContact) -> TryAnswer:
    """Which rule a contact would meet, and why none before it. Nothing is stored."""
    return await call.db.read(try_rules, body)


ROUTES = (
    route("GET", "/intake-rules", list_intake_rules, Scope.ROUTING_MANAGE),
    route("POST", "/intake-rules", add_intake_rule, Scope.ROUTING_MANAGE, status=201),
    route("PUT", "/intake-rules/order", order_intake_rules, Scope.ROUTING_MANAGE),
    route("POST", "/intake-rules/try", try_intake_rules, Scope.ROUTING_MANAGE, changes=False),
    route("GET", "/intake-rules/{rule}", get_intake_rule, Scope.ROUTING_MANAGE),
    route("PATCH", "/intake-rules/{rule}", patch_intake_rule, Scope.ROUTING_MANAGE),
    route("DELETE", "/intake-rules/{rule}", remove_intake_rule, Scope.ROUTING_MANAGE),
)
