"""The knowledge base's settings: read and changed."""

from datetime import datetime

import msgspec
from msgspec import UNSET
from sqlalchemy.orm import Session

from contact_center import installation
from contact_center.events import KnowledgeSettingsChanged
from contact_center.models import record
from knowledge_base.part_schemas import KnowledgeSettings, KnowledgeSettingsPatch, KnowledgeSettingsView

SETTING = "knowledge_base"


def current(tx: Session) -> KnowledgeSettings:
    return view(tx).settings


def view(tx: Session) -> KnowledgeSettingsView:
    found, version = installation.stored(tx, SETTING, KnowledgeSettings)
    return KnowledgeSettingsView(settings=found or KnowledgeSettings(), version=version)


def change(tx: Session, patch: KnowledgeSettingsPatch, *, by: str, at: datetime) -> KnowledgeSettingsView:
    """Raises Conflict where somebody else has changed them since."""
    given = {name: getattr(patch, name) for name in KnowledgeSettings.__struct_fields__}
    given = {name: value for name, value in given.items() if value is not UNSET}
    settings = msgspec.structs.replace(current(tx), **given)
    version = installation.store(tx, SETTING, settings, version=patch.version)
    record(tx, "installation", 0, KnowledgeSettingsChanged(sorted(given)), by=by, at=at)
    return KnowledgeSettingsView(settings=settings, version=version)
