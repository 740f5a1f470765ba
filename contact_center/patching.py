"""Changes of a record by some of its fields: in a PATCH, what is left out stays."""

from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

S = TypeVar("S", bound=msgspec.Struct)


def patch_of(kind: type[S], *, doc: str) -> type[S]:
    """A record with the same fields, each of which may be left out; its name ends in Patch. For `merged`.

    To the type checker it is the record itself, which may be given as well: then every field is named.
    """
    hints = get_type_hints(kind, include_extras=True)
    fields: list[tuple[str, Any, Any]] = [(name, hints[name] | UnsetType, UNSET) for name in kind.__struct_fields__]
    made: Any = msgspec.defstruct(
        f"{kind.__name__}Patch",
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=kind.__struct_config__.forbid_unknown_fields,
        namespace={"__doc__": doc},
    )
    found: type[S] = made
    return found


def merged(before: S, patch: msgspec.Struct) -> S:
    """The record with the fields that the patch names; a field that is a record or a list is replaced as a whole."""
    given = {name: getattr(patch, name) for name in patch.__struct_fields__}
    return msgspec.structs.replace(before, **{name: value for name, value in given.items() if value is not UNSET})
