"""What can go wrong in understanding. Each is met by the next engine or the next best answer, and told."""

from contact_center.errors import UnderstandingError


class EncoderMissing(UnderstandingError):
    """An encoder's package is not installed, or its weights are not those that were expected."""


class ModelBroken(UnderstandingError):
    """A stored model is not whole, or of a form that this version does not know."""


class TooFew(UnderstandingError):
    """There is too little to learn from."""


class Unavailable(UnderstandingError):
    """The worker takes no question now, or did not answer in time."""
