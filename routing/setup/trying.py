"""The dry run of the intake rules: which one a sample contact would meet, and why none before it."""

from sqlalchemy.orm import Session

from routing import choosing
from routing.intake_rules import Asked, Contact, ask
from routing.setup.rule_schemas import RuleTried, SampleContact, TryAnswer


def try_rules(tx: Session, sample: SampleContact) -> TryAnswer:
    """Nothing is stored."""
    asked = ask(choosing.rules(tx), _contact(sample))
    rule = asked[-1].rule if asked and asked[-1].matches else None
    choice = choosing.choice_of(tx, rule, channel=sample.channel)
    return TryAnswer(
        rule=rule.id if rule else None,
        queue=choice.queue.public_id,
        queue_gone=choice.gone,
        needs=choice.outcome.needs,
        priority=choice.outcome.priority,
        tried=[_tried(each) for each in asked],
    )


def _tried(asked: Asked) -> RuleTried:
    return RuleTried(id=asked.rule.id, name=asked.rule.name, failed=asked.failed, skipped=asked.skipped)


def _contact(sample: SampleContact) -> Contact:
    return Contact(
        channel=sample.channel,
        inbox=sample.inbox,
        language=sample.language,
        page=sample.page,
        referrer=sample.referrer,
        labels=sample.labels,
        open=sample.hours == "open",
        words=sample.words,
        known=sample.customer == "known",
        fields=sample.fields,
    )
