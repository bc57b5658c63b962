"""The errors of the bot; each one's message is for people.

BotError
├── NotConfigured       a setting is missing or wrong: which one, what to set
├── NotFound            an id that this workspace does not have
├── NotWritten          a file that was asked for cannot be written: which one, and why
└── Refused             a person may not, or cannot, do this now: why, and what to do instead
"""

from collections.abc import Iterable


class BotError(Exception):
    """Something went wrong; the message says what, what was kept and what to do next."""


class NotConfigured(BotError):
    """A setting is missing or wrong."""


class NotFound(BotError):
    """Nothing with this id exists here."""


class NotWritten(BotError):
    """A file that was asked for cannot be written."""


class Refused(BotError):
    """This person may not, or cannot, do this now.

    Attributes:
        fields: those of a form that it is about, the likeliest first; empty where nobody said. It is shown at the first
            of them that the form has, and in the form's place where it has none.
        also: what else of the same form is wrong.
    """

    def __init__(self, message: str, *fields: str) -> None:
        """Keep what it is about."""
        super().__init__(message)
        self.fields = fields
        self.also: tuple[Refused, ...] = ()


def refuse_all(found: Iterable[Refused | None]) -> None:
    """Refuse whatever is wrong at once, so that nobody mends one thing only to be told of the next.

    Raises:
        Refused: the first of them, with the others in ``also``; nothing where none is.
    """
    wrong = [one for one in found if one is not None]
    if wrong:
        wrong[0].also = tuple(wrong[1:])
        raise wrong[0]
