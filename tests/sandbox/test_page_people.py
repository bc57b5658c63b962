"""People on the page: of several teams, newly come, called by groups; and what is told rather than said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sandbox.driver import Person, Workspace
from bot.sandbox.manifest import parse
from tests.sandbox.axe import violations
from tests.sandbox.page_driver import CHROMIUM, composer, dialog, takes, types
from tests.sandbox.small_bot import SmallBot
from tests.support.manifests import small_file

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")
BACK = "http://127.0.0.1:3000/back"
ATTACH = """async (list) => {
    const { attachments } = await import("/static/attachments.js");
    const { surfaceFor } = await import("/static/surface.js");
    const surface = surfaceFor("test", { channel: "C0CHECKOUT", ts: "1.000001" });
    document.getElementById("main").prepend(...attachments(surface, list).flat().filter(Boolean));
}"""


@pytest.fixture
def workspace(bot: SmallBot, tmp_path: Path) -> Iterator[Workspace]:
    """Two teams, and an app that may be installed by consent."""
    path = small_file(tmp_path)
    manifest = json.loads(path.read_text())
    manifest["oauth_config"]["redirect_urls"] = [BACK]
    path.write_text(json.dumps(manifest))
    with Workspace(bot.url, tmp_path / "workspace.db", path, partner=True) as workspace:
        yield workspace


def becomes(page: Page, role: str) -> None:
    """Another person."""
    page.get_by_label("You are:").select_option(role)
    expect(page.get_by_label("You are:")).to_have_value(role)


def test_each_person_sees_the_page_of_their_own_team(page: Page, workspace: Workspace) -> None:
    switch = page.get_by_label("You are:")
    expect(switch.locator("optgroup")).to_have_count(2)
    expect(switch.locator("optgroup[label='Partner company'] option")).to_have_text(["partner", "supplier"])
    sidebar = page.get_by_role("navigation", name="Channels and people")
    joint = sidebar.get_by_role("link", name="joint-project")
    expect(joint).to_contain_text("shared with Partner company")
    expect(page.get_by_role("heading", level=1)).to_have_text("Local workspace")
    workspace.person("partner").says("Hello from us, who are no @design", channel="#joint-project")
    joint.click()
    expect(page.locator("#main")).to_contain_text("shared with Partner company")
    expect(page.locator("#main article .from-team")).to_have_text("Partner company")
    expect(page.locator("#main article .mention")).to_have_count(0)  # a group is its own team's
    assert violations_apart(page) == []

    becomes(page, "partner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partner company")
    expect(page).to_have_title("#joint-project · Partner company")
    expect(joint).to_contain_text("shared with Local workspace")
    expect(page.locator("#main article .from-team")).to_have_count(0)
    expect(sidebar.get_by_role("heading", name="Apps")).to_have_count(0)
    workspace.person("partner").does("install")
    expect(sidebar.get_by_role("link", name="threatbot · Home")).to_be_visible()


def test_the_app_is_the_one_of_ones_own_team(page: Page, workspace: Workspace) -> None:
    workspace.person("partner").does("install")
    becomes(page, "partner")
    page.get_by_role("link", name="Message threatbot").click()
    expect(page).to_have_url(re.compile("#%40U0.*PARTNER$"))
    page.get_by_role("textbox", name="Message threatbot").fill("Hello bot")
    page.keyboard.press("Enter")
    expect(page.locator("#main article").first).to_contain_text("Hello bot")
    expect(page).to_have_url(re.compile("#%40D"))
    becomes(page, "supplier")
    page.evaluate("location.hash = '#@threatbot'")  # as written by hand
    expect(page.get_by_role("heading", name="You and threatbot")).to_be_visible()
    page.get_by_role("textbox", name="Message threatbot").fill("Hello too")
    page.keyboard.press("Enter")
    expect(page.locator("#main article").first).to_contain_text("Hello too")


def violations_apart(page: Page) -> list[str]:
    """What axe finds in a page of the same address that lets it in."""
    context = page.context.browser.new_context(bypass_csp=True)  # type: ignore[union-attr]
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator("article").first).to_be_visible()
    found = violations(other)
    context.close()
    return found


def test_who_comes_or_changes_is_there_without_a_reload(page: Page, workspace: Workspace, architect: Person) -> None:
    architect.does("invite", name="kim", tz="Asia/Seoul", channel="#checkout-design")
    happened = page.locator("article.happening")
    expect(happened).to_contain_text("@kim has joined the channel")
    expect(happened.locator(".by")).to_have_count(0)
    workspace.person("kim").says("Good morning")
    expect(page.locator("article .by strong")).to_have_text("kim")
    architect.does("profile", name="kim", real_name="Kim Park")
    becomes(page, "kim")
    expect(page.locator("#now")).to_contain_text("Seoul")
    expect(page.locator(".me")).to_contain_text("Kim Park")
    architect.does("profile", name="kim", real_name="Kim Lee")
    expect(page.locator(".me")).to_contain_text("Kim Lee")
    becomes(page, "developer")
    composer(page).press_sequentially("@ki")
    expect(page.get_by_role("option", name="@kim Kim Lee")).to_be_visible()
    workspace.person("kim").does("deactivate")
    expect(page.get_by_label("You are:").locator("option", has_text="kim (deactivated)")).to_have_count(1)


def test_groups_and_emoji_are_completed_and_a_group_is_a_mention(page: Page) -> None:
    composer(page).press_sequentially("@sec")
    expect(page.get_by_role("listbox", name="Completions").get_by_role("option")).to_contain_text(
        ["@security", "@security-champions"]
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("look :white_c")
    page.keyboard.press("Tab")
    expect(composer(page)).to_have_value("@security-champions look :white_check_mark: ")
    page.keyboard.press("Enter")
    mention = page.locator("article .mention")
    expect(mention).to_have_text("@security-champions")
    expect(mention).to_have_class("mention mine")
    takes(page, "Edit message")
    expect(dialog(page).get_by_role("textbox")).to_have_value("@security-champions look :white_check_mark:")
    dialog(page).get_by_role("textbox").fill("@design, look")
    dialog(page).get_by_role("button", name="Save").click()
    expect(mention).to_have_text("@design")
    becomes(page, "redteam")
    expect(mention).to_have_class("mention")


def test_what_somebody_does_is_in_italics(page: Page) -> None:
    types(page, "/me opens the fridge")
    expect(page.locator("article.me-message .text")).to_have_css("font-style", "italic")


def test_attachments_of_the_older_kind_are_drawn(page: Page) -> None:
    fields = [{"title": "Level", "value": "*High*", "short": True}, {"title": "Why", "value": "<@U0GUEST>"}]
    old = {"color": "danger", "pretext": "Look", "title": "Scan", "title_link": "javascript:alert(1)", "text": "_One_"}
    section = {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "In *blocks*"}}
    page.evaluate(ATTACH, [{**old, "fields": fields, "footer": "scanner", "ts": 1767603600}, {"blocks": [section]}])
    first, second = page.locator(".attachment").all()
    assert first.locator("rect").get_attribute("fill") == "#d6336c"
    expect(first.locator("dd strong")).to_have_text("High")
    expect(first.locator("dd .mention")).to_have_text("@guest")
    expect(first.locator("a")).to_have_count(0)
    expect(first.locator(".foot-of")).to_contain_text("scanner · 5 Jan 2026")
    expect(second.locator("strong")).to_have_text("blocks")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_consent_and_of_the_missing_key(browser: Browser, workspace: Workspace, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(workspace.url)
    expect(page.get_by_role("heading", name="This page needs its key")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{workspace.url}/?token={workspace.token}")
    client = parse(json.loads((workspace.database.parent / "manifest.json").read_text())).client_id
    page.goto(f"{workspace.url}/oauth/v2/authorize?client_id={client}&scope=chat:write&redirect_uri={BACK}")
    expect(page.get_by_role("button", name="Allow")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{workspace.url}/oauth/v2/authorize?client_id=x&scope=chat:write&redirect_uri={BACK}")
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    assert violations(page) == []
    context.close()
