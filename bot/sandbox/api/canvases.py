"""canvases.*: Markdown documents, in sections; each is a file as well, so that it is shown and found like one."""

from bot.sandbox.api.args import Args
from bot.sandbox.api.files import keep_content, new_file, remove
from bot.sandbox.api.places import channel_for, find_channel
from bot.sandbox.context import Context
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Canvas, File, Installation, Json
from bot.sandbox.workspace import Workspace

_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### "}
_BESIDE = {"insert_before": 0, "insert_after": 1}
_FENCE = "```"


def create(context: Context, app: Installation, args: Args) -> Json:
    """canvases.create: a canvas of its own, or with `channel_id` one that a channel has as a tab."""
    channel = args.text("channel_id")
    if channel:
        find_channel(context.workspace, app, channel)
    return {"canvas_id": _new(context, app, args, channel)}


def create_for_channel(context: Context, app: Installation, args: Args) -> Json:
    """conversations.canvases.create."""
    channel = channel_for(context, app, Args({"channel": args.required("channel_id")}), "read")
    if any(canvas for canvas in context.workspace.table(Canvas).values() if canvas.channel == channel.id):
        raise ApiError("channel_canvas_already_exists")
    return {"canvas_id": _new(context, app, args, channel.id)}


def _new(context: Context, app: Installation, args: Args, channel: str) -> str:
    workspace, title = context.workspace, args.text("title")
    markdown = _markdown(args.mapping("document_content"), "canvas_creation_failed")
    file = new_file(workspace, app.bot_user, f"{title or 'Untitled'}.md", 0)
    file.title, file.completed = title or "Untitled", True
    canvas = Canvas(file.id, channel=channel, sections=_sections(workspace, markdown))
    _keep(workspace, canvas, file)
    return canvas.id


def edit(context: Context, app: Installation, args: Args) -> Json:
    """canvases.edit: one operation a call."""
    workspace = context.workspace
    canvas, file = _own(workspace, app, args)
    changes = args.list_of_objects("changes")
    if len(changes) != 1:
        raise ApiError("invalid_arguments", ["[ERROR] must have exactly one item [json-pointer:/changes]"])
    _change(workspace, canvas, file, changes[0])
    _keep(workspace, canvas, file)
    return {}


def _change(workspace: Workspace, canvas: Canvas, file: File, change: Json) -> None:
    operation, failed = str(change.get("operation")), "canvas_editing_failed"
    if operation == "rename":
        file.title = _markdown(change.get("title_content"), failed) or "Untitled"
        return
    new = [] if operation == "delete" else _sections(workspace, _markdown(change.get("document_content"), failed))
    where = _place(canvas, change, operation)
    canvas.sections[where] = new


def _place(canvas: Canvas, change: Json, operation: str) -> slice:
    """Which sections an operation takes the place of."""
    count = len(canvas.sections)
    if operation == "insert_at_start":
        return slice(0, 0)
    if operation == "insert_at_end":
        return slice(count, count)
    if operation == "replace" and not change.get("section_id"):
        return slice(0, count)
    number = next((n for n, section in enumerate(canvas.sections) if section["id"] == change.get("section_id")), None)
    if number is None or operation not in {*_BESIDE, "replace", "delete"}:
        raise ApiError("canvas_editing_failed")
    beside = number + _BESIDE.get(operation, 0)
    return slice(beside, beside) if operation in _BESIDE else slice(number, number + 1)


def delete(context: Context, app: Installation, args: Args) -> Json:
    """canvases.delete."""
    canvas, file = _own(context.workspace, app, args)
    context.workspace.drop(canvas)
    remove(context.workspace, file)
    return {}


def lookup_sections(context: Context, app: Installation, args: Args) -> Json:
    """canvases.sections.lookup: the sections that hold a text, or are headings."""
    canvas, _ = _own(context.workspace, app, args)
    criteria = args.mapping("criteria")
    if not criteria:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: criteria"])
    return {"sections": [{"id": section["id"]} for section in canvas.sections if _meets(section["markdown"], criteria)]}


def _meets(markdown: str, criteria: Json) -> bool:
    kinds = [str(kind) for kind in criteria.get("section_types") or []]
    starts = [start for kind, start in _HEADINGS.items() if kind in kinds or "any_header" in kinds]
    of_kind = not kinds or any(markdown.startswith(start) for start in starts)
    return of_kind and str(criteria.get("contains_text") or "").lower() in markdown.lower()


def _own(workspace: Workspace, app: Installation, args: Args) -> tuple[Canvas, File]:
    canvas_id = args.required("canvas_id")
    canvas, file = workspace.table(Canvas).get(canvas_id), workspace.table(File).get(canvas_id)
    if canvas is None or file is None or file.user != app.bot_user:
        raise ApiError("canvas_not_found")
    return canvas, file


def _markdown(content: object, failed: str) -> str:
    if content is None:
        return ""
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise ApiError(failed)
    return str(content.get("markdown") or "")


def _sections(workspace: Workspace, markdown: str) -> list[Json]:
    """Markdown in its parts, as empty lines part it; what is fenced stays together."""
    parts: list[str] = []
    fenced = False
    for paragraph in markdown.split("\n\n"):
        if fenced:
            parts[-1] += f"\n\n{paragraph}"
        elif paragraph.strip():
            parts.append(paragraph.strip("\n"))
        fenced ^= paragraph.count(_FENCE) % 2 == 1
    return [{"id": f"temp:C:{workspace.next_id('section')}", "markdown": part} for part in parts]


def _keep(workspace: Workspace, canvas: Canvas, file: File) -> None:
    workspace.save(canvas)
    keep_content(workspace, file, "\n\n".join(section["markdown"] for section in canvas.sections).encode())
