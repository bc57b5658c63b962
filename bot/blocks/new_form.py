"""The two forms of a new threat model: what it is and its parts, then what talks to what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    ExternalDataSelectElement,
    HeaderBlock,
    UserSelectElement,
)
from slack_sdk.models.blocks.basic_components import MarkdownTextObject
from slack_sdk.models.views import View

from bot.blocks.fit import as_many
from bot.blocks.forms import (
    MOST_OPTIONS,
    VALUE,
    Choice,
    State,
    field,
    grouped_select_field,
    multi_select_field,
    one_of,
    select_field,
    text_field,
    text_of,
    texts_of,
)
from bot.blocks.text import cut, is_blank, mrkdwn, plain, words
from bot.blocks.values import packed
from flows.words import told_apart
from flows.workload import types
from flows.workload.draft import DATA, KINDS, ZONES, ComponentRow, FlowRow, Form
from flows.workload.model import Asset, Component, Flow, Workload

PARTS = 3
MOST_PARTS = 20
MOST_FLOWS = 24
MOST_NAME = 120
MOST_WORTH = 20
Later = Literal["", "draft", "changed"]
"""Why the second form may be put off: it is a draft's, or something changed; empty where it may not."""
OTHER = (types.OTHER, types.type_title(types.OTHER, {}))
ENVIRONMENTS = (("production", "Production"), ("staging", "Staging or test"), ("development", "Development"))
FLOW_KINDS = (
    ("data", "Data: sends or asks for data"),
    ("trust", "Trust: may sign in as"),
    ("grant", "Grant: may use or decrypt"),
    ("deploy", "Deploy: ships code or settings to"),
)


@dataclass(frozen=True)
class Kinds:
    """What a part may be, (type, title) each: with rules of their own, and without, which the general rules judge."""

    ruled: Sequence[Choice]
    bare: Sequence[Choice] = ()

    def groups(self, also: Choice = OTHER) -> list[tuple[str, Sequence[Choice]]]:
        """Both under their headings, as many as a select takes; ``also`` is offered in any case."""
        ruled = list(self.ruled[: MOST_OPTIONS - 2])
        bare = list(self.bare[: MOST_OPTIONS - 2 - len(ruled)])
        extra = [] if also in (*ruled, *bare, OTHER) else [also]
        return [("With rules of their own", ruled), ("Without rules of their own yet", [*bare, *extra, OTHER])]

    def of(self, type_: str) -> Choice:
        """A type with what it is called here."""
        return type_, types.type_title(type_, dict([*self.bare, *self.ruled]))


@dataclass(frozen=True)
class Start:
    """What the first form begins with.

    Attributes:
        models: (id, name) of the models of this workspace, the newest first; one more than a select takes, where there
            are more.
        description: what it says at first, and ``name`` what it is called.
    """

    channel: str
    owner: str
    models: Sequence[tuple[str, str]] = ()
    description: str = ""
    name: str = ""


def parts_form(kinds: Kinds, rows: int, start: Start) -> View:
    """The first form, with ``rows`` rows of components, or as many as there is room for."""

    def form(shown: int) -> View:
        return _parts_form(kinds, shown, start, full=shown < rows)

    return as_many(min(rows, MOST_PARTS), form)


def _extends(models: Sequence[tuple[str, str]]) -> list[Block]:
    """What it extends: a select of the models there are; of very many one that looks them up by what is typed."""
    if not models:
        return []
    label = "What does it extend?"
    hint = "For a feature its system, for a system its platform. Leave it empty where there is none."
    if len(models) <= MOST_OPTIONS:
        return [select_field("extends", label, models, hint=hint, optional=True)]
    element = ExternalDataSelectElement(action_id=VALUE, placeholder="Type a part of its name", min_query_length=0)
    return [field("extends", label, element, hint=hint, optional=True)]


def _parts_form(kinds: Kinds, rows: int, start: Start, *, full: bool) -> View:
    channel, owner, description = start.channel, start.owner, start.description
    of_model = list(KINDS.items())
    blocks: list[Block] = [
        text_field(
            "name",
            "What is the feature or system called?",
            most=MOST_NAME,
            hint="For example: Smart fridge",
            initial=start.name,
        ),
        select_field("kind", "What is it?", of_model, initial=of_model[0]),
        *_extends(start.models),
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
        ContextBlock(
            elements=[
                mrkdwn(
                    "Whatever runs, stores, sends or decides; of a feature only what it adds. A system or a feature "
                    "needs one at least, a platform none. Rows without a name are left out."
                )
            ]
        ),
    ]
    blocks += part_rows(range(1, rows + 1), kinds)
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


def part_rows(numbers: range, kinds: Kinds) -> list[Block]:
    """Rows for parts, each of which may stay empty."""
    blocks: list[Block] = []
    for number in numbers:
        blocks += [
            DividerBlock(),
            text_field(f"part{number}", f"Part {number}: name", optional=True),
            grouped_select_field(f"type{number}", f"Part {number}: what is it?", kinds.groups(), optional=True),
            select_field(f"zone{number}", f"Part {number}: where is it?", list(ZONES.items()), optional=True),
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
    worth = tuple(line.strip() for line in text_of(state, "worth").splitlines() if not is_blank(line))
    if wrong := _too_much(worth) or _twice(worth, [DATA[kind] for kind in data]):
        errors["worth"] = wrong
    kind, extends = one_of(KINDS, text_of(state, "kind")) or "system", text_of(state, "extends", MOST_NAME) or None
    if kind == "platform" and extends:
        errors["extends"] = "A platform extends nothing: clear this, or say that it is a system or a feature."
    if kind != "platform" and not parts and not errors:
        errors["part1"] = "Name at least one part; “Something else” will do as its kind."
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
        worth=worth,
        components=tuple(parts),
        kind=kind,  # type: ignore[arg-type]
        extends=extends,
    )
    return form, {}


def _too_much(worth: Sequence[str]) -> str:
    """What is wrong with more things than a form takes, or with a name that is a text; else empty."""
    if len(worth) > MOST_WORTH:
        return f"These are {len(worth)} lines; {MOST_WORTH} fit here. “Edit parts” takes the others once it is drawn."
    if long := next((name for name in worth if len(name) > MOST_NAME), ""):
        return f"“{cut(long, 30)}” is longer than {MOST_NAME} characters; give it a short name."
    return ""


def _twice(worth: Sequence[str], kinds: Sequence[str]) -> str:
    """What is wrong with things that are called as another, or as a kind of data that was chosen; else empty."""
    taken = {told_apart(kind): "is one of the kinds of data above; leave it out here" for kind in kinds}
    for name in worth:
        if why := taken.get(told_apart(name)):
            return f"“{name}” {why}."
        taken[told_apart(name)] = "stands here twice; people could not tell them apart"
    return ""


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
        elif told_apart(name) in [told_apart(part.name) for part in parts]:
            errors[f"part{number}"] = "Two parts have this name; people could not tell them apart."
        elif not is_blank(name):
            parts.append(ComponentRow(name, type_, zone))  # type: ignore[arg-type]
    return parts


def flows_form(workload: Workload, rows: int, revision: int, base: Workload | None = None, later: Later = "") -> View:
    """The second form: lines from one part to another, as many as there is room for, of a model at a revision.

    They may lead to the parts of ``base``, which it extends; these say whose they are. Where it follows on a form of
    which all is kept by then, it may be put off, which keeps what was chosen.
    """

    def form(shown: int) -> View:
        view = _flows_form(workload, shown, revision, base, later, full=shown < rows)
        view.close, view.notify_on_close = words("Later" if later else "Cancel"), bool(later)
        return view

    return as_many(min(rows, MOST_FLOWS), form)


def both(own: Sequence[Component | Asset], base: Sequence[Component | Asset], of: str) -> list[tuple[str, str]]:
    """What a line may lead to or carry, by id: own things, then those of the model that it extends, called ``of``."""
    there = {one.id for one in base}
    inherited = [(one.id, f"{cut(one.name, 40)} (of {cut(of, 24)})") for one in base]
    return [*((one.id, one.name) for one in own if one.id not in there), *inherited]


def _flows_form(
    workload: Workload, rows: int, revision: int, base: Workload | None, later: Later, *, full: bool
) -> View:
    of = "" if base is None else base.name
    ends = both(workload.components, () if base is None else base.components, of)
    assets = both(workload.assets, () if base is None else base.assets, of)
    blocks: list[Block] = [
        ContextBlock(
            elements=[
                mrkdwn(
                    "One row for each line you would draw. *From* is who asks or opens the connection, *to* is who "
                    "answers: a CDN asks its bucket. Rows with neither end are left out; one end needs the other."
                )
            ]
        )
    ]
    if workload.flows:
        blocks.append(ContextBlock(elements=[_drawn(workload.flows, dict(ends))]))
    for number in range(1, rows + 1 if ends else 1):
        blocks += _line(number, ends, assets)
    if 0 < rows < MOST_FLOWS and not full:
        more = ButtonElement(
            action_id="new.more_flows",
            text=words("Add another line"),
            value=packed(m=workload.id, rows=rows, later=later),
        )
        blocks.append(ActionsBlock(block_id="more", elements=[more]))
    return View(
        type="modal",
        callback_id="new.flows",
        title="What talks to what?",
        submit="Start",
        blocks=blocks,
        private_metadata=packed(m=workload.id, r=revision, rows=rows, later=later),
    )


def _drawn(flows: Sequence[Flow], names: Mapping[str, str]) -> MarkdownTextObject:
    """The lines that are there, so that nobody draws one twice."""
    there = [f"{plain(names.get(one.from_, one.from_))} to {plain(names.get(one.to, one.to))}" for one in flows]
    return mrkdwn(f"*Drawn already:* {', '.join(there)}.", 1000)


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
