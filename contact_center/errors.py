"""Every error that may reach a person, with its HTTP status.

ContactCenterError
├── SettingsError                 start-up: the process does not start
├── NewerDatabase                 start-up: the process does not start
├── BackupError                   a backup cannot be made, is not whole, or cannot be restored here
├── SimulationError               a day, a configuration or a change of it does not fit
├── FlowError                     a guided flow's file does not fit; says where
├── SealBroken                    a stored secret does not open; it must be given again
├── UnderstandingError            a question is not understood now; the conversation goes on without
├── StorageUnavailable      503   the database or disk does not take the write; nothing was stored
├── StorageBusy             503   too much waits for the writer; nothing was stored
├── StorageFull             507   the disk has no room for a file; nothing was stored
└── ApiError                      answered as problem+json (RFC 9457), or as an `error` frame
    ├── InvalidInput        422   what was sent does not fit; says where and why
    ├── MalformedBody       400   not JSON, not UTF-8, not a frame
    ├── NotSignedIn         401
    ├── Forbidden           403
    ├── NotFound            404
    ├── Conflict            409   somebody was faster, or the thing is in another state
    ├── SlowUpload          408   a file arrives too slowly, or no more
    ├── TooLarge            413
    ├── UnwantedType        415   a kind of file that is not taken
    └── TooManyRequests     429   carries retry_after, in seconds
"""


class ContactCenterError(Exception):
    """The root: a message for a person, in English."""


class SettingsError(ContactCenterError):
    """A setting is unknown or does not fit."""


class NewerDatabase(ContactCenterError):
    """The database's schema is of a version that this one does not know."""


class BackupError(ContactCenterError):
    """A backup could not be made, is not whole, or does not fit the place it was to be restored to."""


class SimulationError(ContactCenterError):
    """What was to be simulated does not fit; says what, where, and what to do."""


class FlowError(ContactCenterError):
    """The file of a guided flow does not fit; says which, where, and why."""


class SealBroken(ContactCenterError):
    """A stored secret was sealed with another key, or was changed since."""


class UnderstandingError(ContactCenterError):
    """The engine that understands questions, a model of it or its encoder fails; the next one is asked."""


class StorageUnavailable(ContactCenterError):
    """The database could not store or read; nothing of the unit was kept."""

    status, code = 503, "storage_unavailable"


class StorageBusy(StorageUnavailable):
    """The bounded queue of writes is full."""

    code = "storage_busy"


class StorageFull(StorageUnavailable):
    """The disk has no room for a file."""

    status, code = 507, "storage_full"


class ApiError(ContactCenterError):
    """An error with an HTTP status, a stable machine-readable code and, where it helps, the place in the input.

    words: what another server said, as it said it.
    """

    status = 500
    code = "internal"

    def __init__(self, detail: str, *, code: str | None = None, field: str | None = None, words: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.field = field
        self.words = words


class InvalidInput(ApiError):
    status, code = 422, "invalid_input"


class MalformedBody(ApiError):
    status, code = 400, "malformed"


class NotSignedIn(ApiError):
    status, code = 401, "not_signed_in"


class Forbidden(ApiError):
    status, code = 403, "forbidden"


class NotFound(ApiError):
    status, code = 404, "not_found"


class Conflict(ApiError):
    status, code = 409, "conflict"


class SlowUpload(ApiError):
    status, code = 408, "upload_too_slow"


class TooLarge(ApiError):
    status, code = 413, "too_large"


class UnwantedType(ApiError):
    status, code = 415, "file_type_refused"


class TooManyRequests(ApiError):
    status, code = 429, "too_many_requests"

    def __init__(self, detail: str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after
