"""The lines of what is drawn: listed under a part, and the form in which one is edited."""

from collections.abc import Collection, Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.blocks.forms import (
    MOST_OPTIONS,
    Choice,
    State,
    multi_select_field,
    one_of,
    select_field,
    text_field,
    text_of,
    texts_of,
)
from bot.blocks.new_form import FLOW_KINDS, MOST_NAME, both
from bot.blocks.text import count, cut, is_blank, mrkdwn, plain, words
from bot.blocks.values import packed
from bot.store.tables import Model
from flows.workload.draft import FlowRow
from flows.workload.model import Flow, Workload

PAGE = 10
KINDS = {kind: text.partition(":")[0] for kind, text in FLOW_KINDS}
Where = Mapping[str, str | int]
"""What a button carries: the model, the part under which it stands (or none), the page of parts, that of lines."""


def of_part(drawn: Workload, part: str) -> list[Flow]:
    """The lines that lead from a part or to it."""
    return [flow for flow in drawn.flows if part in (flow.from_, flow.to)]


def between_others(drawn: Workload) -> list[Flow]:
    """The lines of a feature from one part of the model that it extends to another: no part of its own lists them."""
    own = {part.id for part in drawn.components}
    return [flow for flow in drawn.flows if not own & {flow.from_, flow.to}]


def listed(model: Model, drawn: Workload, base: Workload | None, part: str, pages: tuple[int, int]) -> list[Block]:
    """One page of the lines of a part; ``pages``: of the parts below, and of the lines."""
    found = of_part(drawn, part)
    page = min(pages[1], max(0, len(found) - 1) // PAGE)
    where: Where = {"m": model.id, "o": part, "p": pages[0], "q": page}
    head = f"*{count(len(found), 'line')}* from it or to it" if found else "No line leads from it or to it."
    blocks: list[Block] = [SectionBlock(text=mrkdwn(head))]
    for number, flow in list(enumerate(found, 1))[page * PAGE : (page + 1) * PAGE]:
        blocks += row(drawn, base, flow, number, where, "lines.edit")
    turns = [
        ButtonElement(action_id=f"lines.turn.{to}", text=words(text), value=packed(**{**where, "q": to}))
        for to, text in ((page - 1, "Previous lines"), (page + 1, "Next lines"))
        if 0 <= to * PAGE < len(found)
    ]
    return [*blocks, ActionsBlock(elements=turns)] if turns else blocks


def row(drawn: Workload, base: Workload | None, flow: Flow, number: int, where: Where, edit: str) -> list[Block]:
    """One line in words, with the ways to change it; ``edit`` is the action that opens its form."""
    value = packed(**where, l=flow.id)
    remove = ConfirmObject(
        title=words("Remove this line?"),
        text=words("Its threats are kept on record as gone, with what was decided.", 300),
        confirm=words("Remove", 30),
        deny=words("Keep it", 30),
    )
    buttons = [
        ButtonElement(action_id=edit, text=words(f"Edit line {number}"), value=value),
        ButtonElement(
            action_id="lines.remove", text=words(f"Remove line {number}"), value=value, style="danger", confirm=remove
        ),
    ]
    return [SectionBlock(text=mrkdwn(_told(drawn, base, flow, number))), ActionsBlock(elements=buttons)]


def _told(drawn: Workload, base: Workload | None, flow: Flow, number: int) -> str:
    every = (drawn,) if base is None else (base, drawn)
    parts = {part.id: part.name for each in every for part in each.components}
    assets = {asset.id: asset.name for each in every for asset in each.assets}
    ends = f"{_name(parts, flow.from_)} to {_name(parts, flow.to)}"
    named = f" “{plain(cut(flow.name, 80))}”" if flow.name else ""
    carries = ", ".join(_name(assets, id_) for id_ in flow.carries[:8]) or "nothing that is listed"
    left = f" and {len(flow.carries) - 8} more" if len(flow.carries) > 8 else ""
    return f"{number}. *{KINDS[flow.kind]}*{named} from {ends}\nCarries {carries}{left}"


def _name(names: Mapping[str, str], id_: str) -> str:
    return plain(cut(names.get(id_, id_), 80))


def line_form(model: Model, drawn: Workload, base: Workload | None, flow: Flow, page: int) -> View:
    """Kind, ends, name and load of a line."""
    of = "" if base is None else base.name
    ends = both(drawn.components, () if base is None else base.components, of)
    assets = both(drawn.assets, () if base is None else base.assets, of)
    kinds = dict(FLOW_KINDS)
    blocks: list[Block] = [
        ContextBlock(
            elements=[
                mrkdwn("A line that leads elsewhere is a new line: what was said of the old one stays with that.")
            ]
        ),
        _end("from", "From: who asks or opens the connection", ends, flow.from_),
        _end("to", "To: who answers", ends, flow.to),
        select_field("kind", "What is it?", FLOW_KINDS, initial=(flow.kind, kinds[flow.kind])),
        text_field("called", "What is it called?", optional=True, initial=flow.name or ""),
    ]
    if assets:
        carried = [one for one in assets if one[0] in flow.carries]
        offered = _offered(assets, flow.carries)
        blocks.append(multi_select_field("carries", "What does it carry?", offered, optional=True, initial=carried))
    return View(
        type="modal",
        callback_id="lines.edit",
        title="Edit a line",
        submit="Save",
        close="Back",
        blocks=blocks,
        private_metadata=packed(m=model.id, l=flow.id, p=page),
    )


def _end(name: str, label: str, ends: Sequence[Choice], id_: str) -> Block:
    stands = next((one for one in ends if one[0] == id_), None)
    return select_field(name, label, _offered(ends, (id_,)), initial=stands)


def _offered(choices: Sequence[Choice], chosen: Collection[str]) -> Sequence[Choice]:
    """In their order; where a select does not take all of them, what is chosen comes first."""
    return sorted(choices, key=lambda one: one[0] not in chosen) if len(choices) > MOST_OPTIONS else choices


def line_in(state: State) -> tuple[FlowRow | None, dict[str, str]]:
    """The line as the form has it, or what is wrong with it by field."""
    source, target = text_of(state, "from"), text_of(state, "to")
    if not source or not target:
        return None, {"to" if source else "from": "Choose this end; a line without it is removed by its own button."}
    if source == target:
        return None, {"to": "A line leads from one part to another."}
    kind = one_of(KINDS, text_of(state, "kind")) or FLOW_KINDS[0][0]
    name = text_of(state, "called", MOST_NAME)
    carries = tuple(texts_of(state, "carries"))
    return FlowRow(source, target, kind, carries, None if is_blank(name) else name), {}  # type: ignore[arg-type]
