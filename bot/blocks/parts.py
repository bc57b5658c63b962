"""The window in which a drawn model is edited: its parts and what is worth protecting, each with its own form."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.blocks import lines
from bot.blocks.forms import State, grouped_select_field, one_of, select_field, text_field, text_of
from bot.blocks.new_form import MOST_NAME, Kinds
from bot.blocks.text import count, cut, is_blank, mrkdwn, plain, words
from bot.blocks.values import packed
from bot.store.tables import Model
from flows.report.tables import categories
from flows.risk import PRESUMED_GRADE, grade
from flows.workload.draft import GRADES, LOSSES, ZONES, ComponentRow
from flows.workload.model import Asset, Component, Flow, Workload

PAGE = 15
LEVELS = [(str(number), text) for number, text in GRADES.items()]


def window(
    model: Model, drawn: Workload, kinds: Kinds, page: int, note: str = "", base: Workload | None = None
) -> View:
    """One page of the parts and assets of a model; ``note`` says what was just done, ``base`` is what it extends."""
    things: list[Component | Asset | Flow] = [*drawn.components, *drawn.assets, *lines.between_others(drawn)]
    pages = max(1, (len(things) + PAGE - 1) // PAGE)
    page = min(page, pages - 1)
    blocks: list[Block] = [SectionBlock(text=mrkdwn(f":white_check_mark: {note}"))] if note else []
    blocks.append(
        SectionBlock(
            text=mrkdwn(
                f"*{plain(cut(model.name, 200))}*\nWhat you change here counts at once, and the list follows. A part "
                "that gets another name stays the same part: its answers and decisions stay with it."
            )
        )
    )
    for thing in things[page * PAGE : (page + 1) * PAGE]:
        blocks.append(DividerBlock())
        if isinstance(thing, Flow):
            where: lines.Where = {"m": model.id, "o": "", "p": page, "q": 0}
            blocks += lines.row(drawn, base, thing, drawn.flows.index(thing) + 1, where, "lines.open")
        else:
            blocks += _thing(model, drawn, thing, kinds, page)
    turns = [
        ButtonElement(action_id=f"parts.turn.{to}", text=words(text), value=packed(m=model.id, p=to))
        for to, text in ((page - 1, "Previous"), (page + 1, "Next"))
        if 0 <= to < pages
    ]
    if turns:
        blocks.append(ContextBlock(elements=[mrkdwn(f"Page {page + 1} of {pages}")]))
    if drawn.components:
        turns.append(ButtonElement(action_id="lines.add", text=words("Add lines"), value=packed(m=model.id)))
    if turns:
        blocks.append(ActionsBlock(elements=turns))
    return View(type="modal", callback_id="parts.window", title="Edit parts", close="Back", blocks=blocks)


def _thing(model: Model, drawn: Workload, thing: Component | Asset, kinds: Kinds, page: int) -> list[Block]:
    value = packed(m=model.id, o=thing.id, p=page)
    name = plain(cut(thing.name, 120))
    if isinstance(thing, Asset):
        button = ButtonElement(action_id="parts.grade", text=words(f"Grade {thing.name}"), value=value)
        return [SectionBlock(text=mrkdwn(f"*{name}*\n{_grades(thing)}")), ActionsBlock(elements=[button])]
    where = f" · {zone_words(drawn, thing)}"
    led = len(lines.of_part(drawn, thing.id))
    text = f"*{name}*\n{plain(kinds.of(thing.type)[1])}{where} · {count(led, 'line')}"
    edit = ButtonElement(action_id="parts.edit", text=words(f"Edit {thing.name}"), value=value)
    remove = ButtonElement(
        action_id="parts.remove",
        text=words(f"Remove {thing.name}"),
        value=value,
        style="danger",
        confirm=ConfirmObject(
            title=words("Remove this part?"),
            text=words(_loses(led), 300),
            confirm=words("Remove", 30),
            deny=words("Keep it", 30),
        ),
    )
    return [SectionBlock(text=mrkdwn(text)), ActionsBlock(elements=[edit, remove])]


def zone_words(drawn: Workload, part: Component) -> str:
    """Where a part stands."""
    kind = next((zone.kind for zone in drawn.zones if zone.id == part.zone), None)
    return ZONES[kind] if kind else "nobody said where"


def _loses(lines: int) -> str:
    led = f"{count(lines, 'line')} that lead from it or to it go with it. " if lines else ""
    return f"{led}Its threats are kept on record as gone, with what was decided."


def _grades(asset: Asset) -> str:
    """Its own grades, then those of its category, as the report has them and threats are judged by them."""
    graded = {loss: value for loss in LOSSES if (value := grade(asset, loss))}  # type: ignore[arg-type]
    own = {loss: value for loss, value in graded.items() if getattr(asset, loss)}
    by_category = {loss: value for loss, value in graded.items() if loss not in own}
    told = [f"{LOSSES[loss]} *{GRADES[value]}*" for loss, value in own.items()] or ["Not graded by itself"]
    if by_category:
        held = "; ".join(f"{LOSSES[loss]} *{GRADES[value]}*" for loss, value in by_category.items())
        told.append(f"by its category ({categories(asset.category)}): {held}")
    if not all(loss in graded for loss in ("confidentiality", "integrity", "availability")):
        told.append(f"{'the rest' if graded else 'a loss'} is presumed to be {PRESUMED_GRADE} of 5 where a rule asks")
    return "; ".join(told)


def edit_form(
    model: Model,
    drawn: Workload,
    part: Component,
    kinds: Kinds,
    pages: tuple[int, int],
    note: str = "",
    base: Workload | None = None,
) -> View:
    """Name, kind and place of a part, and a page of its lines; ``pages``: of the parts below, and of the lines."""
    kind = kinds.of(part.type)
    zone = next((one.kind for one in drawn.zones if one.id == part.zone), None)
    return View(
        type="modal",
        callback_id="parts.edit",
        title="Edit a part",
        submit="Save",
        close="Back",
        blocks=[
            *([SectionBlock(text=mrkdwn(f":white_check_mark: {note}"))] if note else []),
            text_field("part", "What is it called?", initial=part.name),
            grouped_select_field("type", "What is it?", kinds.groups(kind), initial=kind),
            select_field(
                "zone",
                "Where is it?",
                list(ZONES.items()),
                optional=True,
                initial=(zone, ZONES[zone]) if zone else None,
            ),
            DividerBlock(),
            *lines.listed(model, drawn, base, part.id, pages),
        ],
        private_metadata=packed(m=model.id, o=part.id, p=pages[0]),
    )


def part_in(state: State) -> tuple[ComponentRow | None, dict[str, str]]:
    """The part as the form has it, or what is wrong with it by field."""
    name, type_ = text_of(state, "part", MOST_NAME), text_of(state, "type", MOST_NAME)
    if is_blank(name):
        return None, {"part": "Give this part a name that the team uses."}
    if not type_:
        return None, {"type": "Say what it is; “Something else” will do."}
    return ComponentRow(name, type_, one_of(ZONES, text_of(state, "zone"))), {}  # type: ignore[arg-type]


def grade_form(model: Model, asset: Asset, page: int) -> View:
    """How bad each loss of an asset would be."""
    said = (
        f"*{plain(cut(asset.name, 120))}*\nHow bad would it be at its worst? What you leave empty follows "
        f"from its category; where that says nothing, it is presumed to be {PRESUMED_GRADE} of 5 where a rule asks."
    )
    blocks: list[Block] = [SectionBlock(text=mrkdwn(said))]
    for loss, text in LOSSES.items():
        value = getattr(asset, loss)
        initial = (str(value), GRADES[value]) if value else None
        blocks.append(select_field(loss, f"{text} ({loss})", LEVELS, optional=True, initial=initial))
    return View(
        type="modal",
        callback_id="parts.grade",
        title="Grade an asset",
        submit="Save",
        close="Back",
        blocks=blocks,
        private_metadata=packed(m=model.id, o=asset.id, p=page),
    )


def grades_in(state: State) -> dict[str, int | None]:
    """The grades by loss; None where none was chosen."""
    chosen = {loss: one_of(dict(LEVELS), text_of(state, loss)) for loss in LOSSES}
    return {loss: int(value) if value else None for loss, value in chosen.items()}
