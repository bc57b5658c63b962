"""canvases.* and files.*: documents that the app writes, and what becomes of what it uploaded."""

from pathlib import Path

import pytest

from bot.sandbox.api.files import content_of
from tests.sandbox.calls import TOKEN, Calls, Json

DESIGN = "C0CHECKOUT"


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """An app with every scope."""
    return Calls(tmp_path)


def markdown(text: str) -> Json:
    """A canvas's content."""
    return {"type": "markdown", "markdown": text}


def canvas(calls: Calls, text: str) -> str:
    """A new canvas; its id."""
    return str(calls("canvases.create", title="Model", document_content=markdown(text))["canvas_id"])


def content(calls: Calls, file: str) -> str:
    """What stands in a file."""
    return (content_of(calls.workspace, file) or b"").decode()


def section(calls: Calls, at: str, text: str) -> str:
    """The id of the one section that holds a text."""
    (found,) = calls("canvases.sections.lookup", canvas_id=at, criteria={"contains_text": text})["sections"]
    return str(found["id"])


def test_a_canvas_is_edited_in_place(calls: Calls) -> None:
    at = canvas(calls, "# Fridge\n\nOne\n\nTwo")

    def edit(operation: str, text: str | None = None, **more: object) -> str:
        change = {"operation": operation, **({"document_content": markdown(text)} if text else {}), **more}
        return calls.refused("canvases.edit", canvas_id=at, changes=[change])

    edit("insert_at_end", "Three")
    edit("insert_before", "Half", section_id=section(calls, at, "One"))
    edit("insert_after", "More", section_id=section(calls, at, "Two"))
    edit("replace", "2", section_id=section(calls, at, "Two"))
    edit("delete", section_id=section(calls, at, "Three"))
    assert content(calls, at) == "# Fridge\n\nHalf\n\nOne\n\n2\n\nMore"
    edit("replace", "Anew")
    edit("insert_at_start", "## Top")
    assert content(calls, at) == "## Top\n\nAnew"
    assert edit("rename", title_content=markdown("Smart fridge")) == ""
    info = calls("files.info", file=at)["file"]
    assert (info["title"], info["mode"], info["filetype"]) == ("Smart fridge", "quip", "quip")
    assert edit("insert_after", "x", section_id="temp:C:none") == "canvas_editing_failed"
    assert edit("shuffle", "x") == "canvas_editing_failed"


def test_one_operation_an_edit(calls: Calls) -> None:
    at, change = canvas(calls, "x"), {"operation": "insert_at_end", "document_content": markdown("y")}
    assert calls.refused("canvases.edit", canvas_id=at, changes=[change, change]) == "invalid_arguments"
    assert calls.refused("canvases.edit", canvas_id="F404", changes=[change]) == "canvas_not_found"
    html = {"operation": "insert_at_end", "document_content": {"type": "html", "html": "<b>"}}
    assert calls.refused("canvases.edit", canvas_id=at, changes=[html]) == "canvas_editing_failed"


def test_what_is_fenced_stays_together_and_headings_are_found(calls: Calls) -> None:
    at = canvas(calls, "# A\n\n```\nx\n\ny\n```\n\n## B")
    assert content(calls, at) == "# A\n\n```\nx\n\ny\n```\n\n## B"

    def found(**criteria: object) -> int:
        return len(calls("canvases.sections.lookup", canvas_id=at, criteria=criteria)["sections"])

    assert (found(section_types=["any_header"]), found(section_types=["h2"]), found(contains_text="y")) == (2, 1, 1)


def test_a_canvas_is_shown_where_its_link_is_posted(calls: Calls) -> None:
    at = canvas(calls, "x")
    link = calls("files.info", file=at)["file"]["permalink"]
    message = calls("chat.postMessage", channel=DESIGN, text=f"The model: <{link}|Model>")["message"]
    assert [file["id"] for file in message["files"]] == [at]
    assert list(calls("files.info", file=at)["file"]["shares"]["public"]) == [DESIGN]
    assert calls("canvases.delete", canvas_id=at)["ok"]
    assert "files" not in calls("conversations.history", channel=DESIGN)["messages"][0]
    assert calls.refused("files.info", file=at) == "file_not_found"


def test_a_channel_has_one_canvas(calls: Calls) -> None:
    assert calls("conversations.canvases.create", channel_id=DESIGN)["ok"]
    assert calls.refused("conversations.canvases.create", channel_id=DESIGN) == "channel_canvas_already_exists"
    assert calls.refused("canvases.create", channel_id="C404") == "channel_not_found"


def uploaded(calls: Calls, name: str, **arguments: object) -> str:
    """A file that the app has uploaded; its id."""
    begun = calls("files.getUploadURLExternal", filename=name, length=2)
    calls.http("POST", begun["upload_url"], content=b"{}")
    assert calls("files.completeUploadExternal", files=[{"id": begun["file_id"]}], **arguments)["ok"]
    return str(begun["file_id"])


def test_files_are_listed_and_deleted(calls: Calls) -> None:
    report = uploaded(calls, "report.json", channels=f"{DESIGN},C0GENERAL", initial_comment="Here")
    picture = uploaded(calls, "fridge.png")
    listed = calls("files.list", count=1)
    assert ([file["id"] for file in listed["files"]], listed["paging"]["pages"]) == ([picture], 2)
    assert [file["id"] for file in calls("files.list", types="images")["files"]] == [picture]
    assert [file["id"] for file in calls("files.list", channel=DESIGN)["files"]] == [report]
    assert calls("files.delete", file=report)["ok"]
    assert calls.refused("files.delete", file=report) == "file_not_found"
    (message,) = calls("conversations.history", channel="C0GENERAL")["messages"]
    assert (message["text"], "files" in message) == ("Here", False)


def test_a_file_is_read_by_the_app_that_may_see_it(calls: Calls) -> None:
    url = calls("files.info", file=uploaded(calls, "a.json"))["file"]["url_private"]
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert calls.http("GET", url, headers=bearer).content == b"{}"
    calls("auth.revoke")
    assert calls.http("GET", url, headers=bearer).status_code == 403
