"""What the doctor finds, a thing at a time."""

from msgspec import Struct

OK, NOTE, MISSING = "ok", "note", "missing"  # a note can wait; what is missing stops answers


class Finding(Struct, frozen=True):
    """One thing looked at: what, how it stands (ok, note, missing), and a sentence with what to do about it."""

    about: str
    state: str
    says: str
