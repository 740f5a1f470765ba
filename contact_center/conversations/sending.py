"""Messages with files: stored in a unit of their own, beside the hot path, which knows nothing of files."""

import msgspec
from sqlalchemy.orm import Session

from contact_center.conversations.appending import Appended, append_messages
from contact_center.errors import ApiError
from contact_center.files import service as files
from contact_center.values import NewMessage


def append_one(tx: Session, message: NewMessage) -> Appended:
    """Append a message; the files that wait for it go with it, all or none. Raises NotFound where the conversation is
    gone, and what files.take raises.
    """
    waiting = message.files
    if waiting is not None:
        taken = files.take(tx, waiting, conversation_id=message.conversation_id, client_id=message.client_id)
        message = msgspec.structs.replace(message, attachments=taken)
    (result,) = append_messages(tx, [message])
    if isinstance(result, ApiError):
        raise result
    if waiting is not None and not result.duplicate:
        files.link(tx, waiting, conversation_id=result.conversation_id, message=result.message.public_id)
    return result
