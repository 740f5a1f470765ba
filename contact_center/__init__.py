"""The core of the contact centre: storage, conversations, realtime, jobs and, at its edge, the assembly."""

__version__ = "0.1.0"
