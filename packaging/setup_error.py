"""The one error of the set-up: something a person has to read and act on."""


class SetupError(Exception):
    """The set-up cannot go on; the message says what happened and what to do, in words for a person."""
