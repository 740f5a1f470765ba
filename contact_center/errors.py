"""Every error that may reach a person, with its HTTP status.

ContactCenterError
├── SettingsError                 start-up: the process does not start
├── NewerDatabase                 start-up: the process does not start
├── StorageUnavailable      503   the database or disk does not take the write; nothing was stored
├── StorageBusy             503   too much waits for the writer; nothing was stored
└── ApiError                      answered as problem+json (RFC 9457), or as an `error` frame
    ├── InvalidInput        422   what was sent does not fit; says where and why
    ├── MalformedBody       400   not JSON, not UTF-8, not a frame
    ├── NotSignedIn         401
    ├── Forbidden           403
    ├── NotFound            404
    ├── Conflict            409   somebody was faster, or the thing is in another state
    ├── TooLarge            413
    └── TooManyRequests     429   carries retry_after, in seconds
"""


class ContactCenterError(Exception):
    """The root: a message for a person, in English."""


class SettingsError(ContactCenterError):
    """A setting is unknown or does not fit."""


class NewerDatabase(ContactCenterError):
    """The database's schema is of a version that this one does not know."""


class StorageUnavailable(ContactCenterError):
    """The database could not store or read; nothing of the unit was kept."""

    status, code = 503, "storage_unavailable"


class StorageBusy(StorageUnavailable):
    """The bounded queue of writes is full."""

    code = "storage_busy"


class ApiError(ContactCenterError):
    """An error with an HTTP status, a stable machine-readable code and, where it helps, the place in the input."""

    status = 500
    code = "internal"

    def __init__(self, detail: str, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.field = field


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


class TooLarge(ApiError):
    status, code = 413, "too_large"


class TooManyRequests(ApiError):
    status, code = 429, "too_many_requests"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
