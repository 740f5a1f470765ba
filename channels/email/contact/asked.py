"""Which custom fields a contact form asks for, and what of the answers becomes the customer's."""

from collections.abc import Collection, Mapping, Sequence

from channels.email.accounts import AskedField
from contact_center.errors import InvalidInput
from contact_center.inboxes.letters import FormAnswer, FormQuestion
from contact_center.models import CustomField
from contact_center.values import About


def check_asked(asked: Sequence[AskedField], known: Collection[str]) -> None:
    """known: keys that may be asked for. Raises InvalidInput whose field is the place: settings.form.fields.1.key."""
    seen: set[str] = set()
    for index, each in enumerate(asked):
        place = f"settings.form.fields.{index}.key"
        if each.key not in known:
            raise InvalidInput(f"There is no custom field {each.key!r}.", code="field_unknown", field=place)
        if each.key in seen:
            raise InvalidInput(f"The form asks for {each.key!r} twice.", code="field_twice", field=place)
        seen.add(each.key)


def questions(asked: Sequence[AskedField], custom: Mapping[str, CustomField]) -> list[FormQuestion]:
    """As a page shows them, in their order; not those whose field is gone. custom: by key."""
    return [
        FormQuestion(
            key=field.key,
            kind=field.kind,  # type: ignore[arg-type]
            names=field.names,  # type: ignore[arg-type]
            choices=field.choices,
            required=each.required,
        )
        for each in asked
        if (field := custom.get(each.key)) is not None
    ]


def about_of(answers: Sequence[FormAnswer], custom: Mapping[str, CustomField]) -> About | None:
    """What may fill the customer's empty fields; none where nothing was given that a field still takes."""
    fields = {each.key: each.value for each in answers if _fits(each, custom.get(each.key))}
    return About(fields=fields) if fields else None


def _fits(answer: FormAnswer, field: CustomField | None) -> bool:
    """A field may have been deleted, or its choices changed, while the form was open."""
    if field is None or field.kind != answer.kind:
        return False
    return field.kind != "choice" or answer.value in field.choices
