"""How well the rules fit a workspace, for whoever writes or keeps the packs."""

from collections.abc import Sequence

from bot.blocks.text import count, plain
from flows.decisions import Precision

SHOWN = 20


def fit_of_rules(found: Sequence[Precision]) -> str:
    """The rules whose threats people set aside as not fitting, the worst first, those flagged marked."""
    decided = sum(one.decided for one in found)
    misfits = [one for one in found if one.misfits]
    head = (
        f"*How well the rules fit here.* {count(decided, 'threat')} decided, of {count(len(found), 'rule')}; "
        f"{sum(one.misfits for one in found)} set aside because the rule does not fit."
    )
    if not decided:
        return "*How well the rules fit here.* Nothing is decided in this workspace yet."
    left = [f"{len(misfits) - SHOWN} more rules"] if misfits[SHOWN:] else []
    return "\n".join([head, *(_line(one) for one in misfits[:SHOWN]), *left])


def _line(one: Precision) -> str:
    told = f"{one.misfits} of {one.decided} decided threats do not fit ({one.share:.0%})"
    flag = " – *flagged*: its author should look at it" if one.flagged else ""
    return f"• `{plain(one.rule)}` {told}{flag}"
