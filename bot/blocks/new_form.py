"""The two forms of a new threat model: what it is and its parts, then what talks to what."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.blocks.fit import as_many
from bot.blocks.forms import (
    VALUE,
    State,
    field,
    multi_select_field,
    one_of,
    select_field,
    text_field,
    text_of,
    texts_of,
)
from bot.blocks.text import cut, is_blank, mrkdwn, words
from bot.blocks.values import packed
from flows.workload.draft import DATA, ZONES, ComponentRow, FlowRow, Form
from flows.workload.model import Workload

PARTS = 3
MOST_PARTS = 20
MOST_FLOWS = 24
MOST_NAME = 120
OTHER = ("other", "Something else")
ENVIRONMENTS = (("production", "Production"), ("staging", "Staging or test"), ("development", "Development"))
FLOW_KINDS = (
    ("data", "Data: sends or asks for data"),
    ("trust", "Trust: may sign in as"),
    ("grant", "Grant: may use or decrypt"),
    ("deploy", "Deploy: ships code or settings to"),
)


def parts_form(types: Sequence[tuple[str, str]], rows: int, channel: str, owner: str, description: str = "") -> View:
    """The first form, with ``rows`` rows of components, or as many as there is room for.

    ``description`` is what it says at first.
    """

    def form(shown: int) -> View:
        return _parts_form(types, shown, (channel, owner, description), full=shown < rows)

    return as_many(min(rows, MOST_PARTS), form)


def _parts_form(types: Sequence[tuple[str, str]], rows: int, start: tuple[str, str, str], *, full: bool) -> View:
    channel, owner, description = start
    blocks: list[Block] = [
        text_field("name", "What is the feature or system called?", hint="For example: Smart fridge"),
        text_field(
            "description",
            "What does it do?",
            most=3000,
            lines=True,
            hint="Two or three sentences are enough.",
            initial=description,
        ),
        field("owner", "Who owns it?", UserSelectElement(action_id=VALUE, initial_user=owner)),
        select_field("environment", "Where will it run?", ENVIRONMENTS, initial=ENVIRONMENTS[0]),
        multi_select_field("data", "What kinds of data does it hold or pass on?", list(DATA.items()), optional=True),
        select_field("sensitive", "Which of them is the most sensitive?", list(DATA.items()), optional=True),
        text_field(
            "worth",
            "What else is worth protecting?",
            hint="One a line, for example: Food in the fridge",
            most=1000,
            lines=True,
            optional=True,
        ),
        HeaderBlock(text="Its parts"),
        ContextBlock(elements=[mrkdwn("Whatever runs, stores, sends or decides. Rows without a name are left out.")]),
    ]
    blocks += part_rows(range(1, rows + 1), types, required=True)
    if rows < MOST_PARTS and not full:
        more = ButtonElement(
            action_id="new.more_parts", text=words("Add another part"), value=packed(channel=channel, rows=rows)
        )
        blocks.append(ActionsBlock(block_id="more", elements=[more]))
    return View(
        type="modal",
        callback_id="new.parts",
        title="New threat model",
        submit="Next",
        close="Cancel",
        blocks=blocks,
        private_metadata=packed(channel=channel, rows=rows),
    )


def part_rows(numbers: range, types: Sequence[tuple[str, str]], *, required: bool) -> list[Block]:
    """Rows for parts; the first has to be filled where ``required``."""
    blocks: list[Block] = []
    for number in numbers:
        optional = not required or number > 1
        blocks += [
            DividerBlock(),
            text_field(f"part{number}", f"Part {number}: name", optional=optional),
            select_field(f"type{number}", f"Part {number}: what is it?", [*types[:99], OTHER], optional=optional),
            select_field(f"zone{number}", f"Part {number}: where is it?", list(ZONES.items()), optional=optional),
        ]
    return blocks


def parts_of(state: State, rows: int) -> tuple[Form | None, dict[str, str]]:
    """The form, or what is wrong with it by field."""
    errors: dict[str, str] = {}
    parts = parts_in(state, rows, errors)
    name = text_of(state, "name", MOST_NAME)
    if is_blank(name):
        errors["name"] = "Give it a name that the team uses."
    if not text_of(state, "owner"):
        errors["owner"] = "Choose who owns it."
    data = tuple(kind for kind in texts_of(state, "data") if kind in DATA)
    sensitive = one_of(DATA, text_of(state, "sensitive"))
    if sensitive and sensitive not in data:
        errors["sensitive"] = "Choose one of the kinds of data that you picked above, or add it there."
    if errors:
        return None, errors
    form = Form(
        name=name,
        description=text_of(state, "description"),
        owner=text_of(state, "owner", MOST_NAME),
        environment=one_of(dict(ENVIRONMENTS), text_of(state, "environment")),  # type: ignore[arg-type]  # the select's own options
        data=data,
        most_sensitive=sensitive,  # type: ignore[arg-type]
        worth=tuple(cut(line.strip(), 120) for line in text_of(state, "worth").splitlines() if line.strip())[:20],
        components=tuple(parts),
    )
    return form, {}


def parts_in(state: State, rows: int, errors: dict[str, str]) -> list[ComponentRow]:
    """The parts of a form's rows; what is wrong is added to ``errors`` by field."""
    parts: list[ComponentRow] = []
    for number in range(1, rows + 1):
        name, type_ = text_of(state, f"part{number}", MOST_NAME), text_of(state, f"type{number}", MOST_NAME)
        zone = one_of(ZONES, text_of(state, f"zone{number}"))
        if is_blank(name) and type_:
            errors[f"part{number}"] = "Give this part a name, or clear its kind."
        elif name and not type_:
            errors[f"type{number}"] = "Say what it is; “Something else” will do."
        elif name in [part.name for part in parts]:
            errors[f"part{number}"] = "Two parts have this name; people could not tell them apart."
        elif not is_blank(name):
            parts.append(ComponentRow(name, type_, zone))  # type: ignore[arg-type]
    return parts


def flows_form(workload: Workload, rows: int, revision: int) -> View:
    """The second form: lines from one part to another, as many as there is room for, of a model at a revision."""
    return as_many(min(rows, MOST_FLOWS), lambda shown: _flows_form(workload, shown, revision, full=shown < rows))


def _flows_form(workload: Workload, rows: int, revision: int, *, full: bool) -> View:
    ends = [(component.id, component.name) for component in workload.components]
    assets = [(asset.id, asset.name) for asset in workload.assets]
    blocks: list[Block] = [
        ContextBlock(
            elements=[
                mrkdwn(
                    "One row for each line you would draw. *From* is who asks or opens the connection, *to* is who "
                    "answers: a CDN asks its bucket. Rows without both ends are left out."
                )
            ]
        )
    ]
    for number in range(1, rows + 1 if ends else 1):
        blocks += _line(number, ends, assets)
    if 0 < rows < MOST_FLOWS and not full:
        more = ButtonElement(
            action_id="new.more_flows", text=words("Add another line"), value=packed(m=workload.id, rows=rows)
        )
        blocks.append(ActionsBlock(block_id="more", elements=[more]))
    return View(
        type="modal",
        callback_id="new.flows",
        title="What talks to what?",
        submit="Start",
        close="Later",
        blocks=blocks,
        private_metadata=packed(m=workload.id, r=revision, rows=rows),
    )


def _line(number: int, ends: Sequence[tuple[str, str]], assets: Sequence[tuple[str, str]]) -> list[Block]:
    blocks: list[Block] = [
        select_field(f"from{number}", f"Line {number}: from", ends, optional=True),
        select_field(f"to{number}", f"Line {number}: to", ends, optional=True),
        select_field(f"kind{number}", f"Line {number}: kind", FLOW_KINDS, initial=FLOW_KINDS[0]),
    ]
    if assets:
        blocks.append(multi_select_field(f"carries{number}", f"Line {number}: what it carries", assets, optional=True))
    return blocks


def lines_of(state: State, rows: int) -> tuple[tuple[FlowRow, ...], dict[str, str]]:
    """The flows, or what is wrong by field."""
    flows: list[FlowRow] = []
    errors: dict[str, str] = {}
    for number in range(1, rows + 1):
        source, target = text_of(state, f"from{number}"), text_of(state, f"to{number}")
        if source and source == target:
            errors[f"to{number}"] = "A line leads from one part to another."
        elif bool(source) != bool(target):
            errors[f"to{number}" if source else f"from{number}"] = "Choose the other end too, or clear this row."
        elif source:
            kind = one_of(dict(FLOW_KINDS), text_of(state, f"kind{number}")) or FLOW_KINDS[0][0]
            flows.append(FlowRow(source, target, kind, tuple(texts_of(state, f"carries{number}"))))  # type: ignore[arg-type]
    return tuple(flows), errors
