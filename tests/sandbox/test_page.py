"""The page as a person uses it, in a real browser against the real workspace and a small bot."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.page_bot import Heard, new_model, text
from tests.sandbox.page_driver import CHROMIUM, composer, dialog, takes, types
from tests.sandbox.small_bot import SmallBot

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed, which these tests drive")


def test_a_newcomer_is_told_what_to_type_and_a_button_types_it(page: Page) -> None:
    expect(page.get_by_text("Begin with /threatmodel new")).to_be_visible()
    page.get_by_role("button", name="Write it for me").click()
    expect(composer(page)).to_have_value("/threatmodel new")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("heading", name="New threat model")).to_be_visible()


def test_commands_are_completed_by_keyboard_alone(page: Page) -> None:
    composer(page).press_sequentially("/")
    expect(page.get_by_role("listbox", name="Completions").get_by_role("option")).to_have_count(4)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value("/threatmodel help")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Only visible to you")).to_be_hidden()


def test_a_command_by_itself_is_sent_and_a_line_that_was_chosen_is_taken(page: Page) -> None:
    composer(page).press_sequentially("/threatmodel")
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value("")
    expect(page.get_by_text("Try /threatmodel new")).to_be_visible()
    composer(page).press_sequentially("/threatmodel")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value("/threatmodel new")


def test_a_modal_is_filled_with_every_kind_of_input(page: Page, heard: Heard) -> None:
    types(page, "/threatmodel new")
    modal = dialog(page)
    modal.get_by_label("Name", exact=True).fill("Smart fridge")
    modal.get_by_role("combobox", name="Zone").fill("vend")
    page.keyboard.press("Enter")
    for name in ("Home network", "Internet"):
        modal.get_by_role("combobox", name="Reachable from").click()
        modal.get_by_role("option", name=name).click()
    modal.get_by_role("combobox", name="Service").press_sequentially("aws")
    modal.get_by_role("option", name="AWS Lambda").click()
    modal.get_by_label("Review on").fill("2026-05-01")
    modal.get_by_role("group", name="Assets").get_by_label("Internet").check()
    modal.get_by_label("Feature").check()
    modal.get_by_role("combobox", name="Owner").click()
    modal.get_by_role("option", name="@security").click()
    modal.get_by_role("combobox", name="Channel").click()
    modal.get_by_role("option", name="#general").click()
    modal.get_by_label("Description").fill("Orders food\nby itself")
    modal.get_by_role("button", name="Create").click()
    expect(modal).to_be_hidden()
    values = {block: next(iter(actions.values())) for block, actions in heard.submitted[0].items()}
    assert values["name"]["value"] == "Smart fridge"
    assert values["zone"]["selected_option"]["value"] == "vendor cloud"
    assert [each["value"] for each in values["facing"]["selected_options"]] == ["home network", "internet"]
    assert values["service"]["selected_option"]["value"] == "aws lambda"
    assert values["due"]["selected_date"] == "2026-05-01"
    assert [each["value"] for each in values["kinds"]["selected_options"]] == ["internet"]
    assert values["kind"]["selected_option"]["value"] == "feature"
    assert values["owner"]["selected_user"] == "U0SECURITY"
    assert values["place"]["selected_channel"] == "C0GENERAL"
    assert values["about"]["value"] == "Orders food\nby itself"


def test_errors_stand_at_their_fields_and_what_was_typed_stays(page: Page) -> None:
    types(page, "/threatmodel new")
    modal = dialog(page)
    modal.get_by_label("Description").fill("kept")
    modal.get_by_role("button", name="Create").click()
    expect(modal.get_by_role("alert")).to_have_count(2)
    expect(modal.locator("[data-block=name]")).to_contain_text("Please complete this required field.")
    expect(modal.get_by_label("Name", exact=True)).to_be_focused()
    modal.get_by_label("Name", exact=True).fill("bad")
    modal.get_by_role("combobox", name="Zone").fill("int")
    page.keyboard.press("Enter")
    modal.get_by_role("button", name="Create").click()
    expect(modal.locator("[data-block=name]")).to_contain_text("That name is taken.")
    expect(modal.get_by_role("alert")).to_have_count(1)
    expect(modal.get_by_label("Name", exact=True)).to_have_value("bad")
    expect(modal.get_by_role("combobox", name="Zone")).to_have_value("Internet")
    expect(modal.get_by_label("Description")).to_have_value("kept")


def test_a_form_goes_on_in_the_same_modal(page: Page, heard: Heard) -> None:
    types(page, "/threatmodel new")
    dialog(page).get_by_label("Name", exact=True).fill("two steps")
    dialog(page).get_by_role("combobox", name="Zone").fill("int")
    page.keyboard.press("Enter")
    dialog(page).get_by_role("button", name="Create").click()
    dialog(page).get_by_label("Next step").fill("sign it")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_hidden()
    assert heard.submitted[1]["next"]["value"]["value"] == "sign it"


def test_modals_stack_and_escape_closes_the_one_on_top(page: Page, heard: Heard) -> None:
    types(page, "/threatmodel new")
    modal = dialog(page)
    modal.get_by_label("Name", exact=True).fill("Half typed")
    modal.get_by_role("button", name="Add a component").click()
    expect(modal.get_by_role("heading")).to_contain_text("Add a component")
    assert heard.clicked[0]["view"]["state"]["values"]["name"]["value"]["value"] == "Half typed"
    page.keyboard.press("Escape")
    expect(modal.get_by_role("heading")).to_contain_text("New threat model")
    expect(modal.get_by_label("Name", exact=True)).to_have_value("Half typed")
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Close without sending?")
    expect(question).to_contain_text("What you have entered is lost: “Name”.")
    page.keyboard.press("Escape")
    expect(modal.get_by_label("Name", exact=True)).to_have_value("Half typed")
    modal.get_by_label("Name", exact=True).fill("")
    page.keyboard.press("Escape")
    expect(modal).to_be_hidden()


def test_escape_in_an_open_list_closes_the_list_only(page: Page) -> None:
    types(page, "/threatmodel new")
    dialog(page).get_by_role("combobox", name="Zone").click()
    expect(dialog(page).get_by_role("option")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(dialog(page).get_by_role("option")).to_have_count(0)
    expect(dialog(page)).to_be_visible()


def test_buttons_ask_first_where_the_bot_wants_it_and_menus_open_by_keyboard(page: Page, heard: Heard) -> None:
    types(page, "/threatmodel show")
    page.get_by_role("button", name="Accept").click()
    expect(dialog(page)).to_contain_text("It stays open for a year.")
    dialog(page).get_by_role("button", name="Not now").click()
    page.get_by_role("button", name="Accept").click()
    dialog(page).get_by_role("button", name="Accept").click()
    expect(page.locator("#working")).to_be_hidden()
    page.get_by_role("button", name="More actions").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_hidden()
    page.get_by_role("combobox", name="Level").click()
    page.get_by_role("option", name="High").click()
    expect(page.locator("#working")).to_be_hidden()
    actions = [body["actions"][0] for body in heard.clicked]
    assert [action["action_id"] for action in actions] == ["accept", "menu", "level"]
    assert actions[1]["selected_option"]["value"] == "assign"


def test_a_message_shows_every_block(page: Page) -> None:
    types(page, "/threatmodel show")
    message = page.locator("article").last
    expect(message.get_by_role("heading", name="3 threats for Smart fridge")).to_be_visible()
    expect(message.get_by_role("img", name=":red_circle:")).to_be_visible()
    expect(message.get_by_role("link", name="the rule")).to_have_attribute("href", "https://example.com/a_b_c")
    expect(message.locator("em")).to_have_text("firmware")
    expect(message.locator(".fields")).to_contain_text("@developer")
    expect(message.get_by_role("cell", name="Spoofed firmware")).to_be_visible()
    expect(message.locator(".rich-text strong")).to_have_text("bold")
    expect(message.locator(".context")).to_contain_text("5 Jan 2026")


def test_what_others_wrote_is_never_taken_for_markup(page: Page, client: WebClient, architect: Person) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    architect.says(f"{evil} *{evil}* `{evil}`")
    client.chat_postMessage(channel="C0CHECKOUT", text="<javascript:alert(1)|press me> <https://example.com|fine>")
    client.chat_postMessage(
        channel="C0CHECKOUT", text="x", blocks=[{"type": "markdown", "text": f"[a](javascript:alert(3)) {evil}"}]
    )
    article = page.locator("article")
    expect(article).to_have_count(3)
    expect(article.first).to_contain_text(evil)
    expect(article.nth(1)).to_contain_text("press me (javascript:alert(1))")
    assert page.locator("article img, article script").count() == 0
    assert page.locator("article a").evaluate_all("links => links.map(link => link.protocol)") == ["https:"]


def test_threads_open_at_the_right_and_have_an_address(page: Page, workspace: Workspace, architect: Person) -> None:
    root = architect.says("Is the firmware signed?")
    page.get_by_text("Is the firmware signed?").hover()
    page.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("textbox").fill("/threatmodel new")
    thread.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be used in threads")
    thread.get_by_role("textbox").fill("Yes, @architect")
    thread.get_by_role("textbox").press("Enter")
    expect(thread.locator("article").last).to_contain_text("Yes, @architect")
    assert page.url == f"{workspace.url}/#checkout-design/{root.ts}"
    page.reload()
    expect(thread.locator("article")).to_have_count(2)
    thread.get_by_role("button", name="Close thread").click()
    expect(thread).to_be_hidden()
    expect(page.get_by_role("link", name="1 reply")).to_be_visible()


def test_another_role_sees_what_is_unread_and_what_names_it(page: Page, architect: Person) -> None:
    architect.says("Please look, @security", channel="#general")
    general = page.get_by_role("link", name="general")
    expect(general).to_contain_text("1 unread")
    expect(general.get_by_label("1 unread for you")).to_have_count(0)
    page.get_by_label("You are:").select_option("security")
    expect(general.get_by_label("1 unread for you")).to_be_visible()
    general.click()
    expect(page.locator("article")).to_contain_text("Please look, @security")
    page.get_by_role("link", name="checkout-design").click()
    expect(general).not_to_contain_text("unread")


def test_a_channel_is_joined_before_one_writes_in_it(page: Page) -> None:
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("You are not in #checkout-design.")).to_be_visible()
    page.get_by_role("button", name="Join").click()
    expect(composer(page)).to_be_visible()


def test_the_clock_moves_by_its_buttons(page: Page) -> None:
    page.get_by_role("button", name="30 days on").click()
    expect(page.locator("#now")).to_contain_text("4 Feb 2026")
    page.get_by_role("button", name="Clock…").click()
    page.get_by_role("button", name="1 day on").click()
    expect(page.locator("#now")).to_contain_text("5 Feb 2026")
    page.get_by_role("button", name="To the next review").click()
    expect(page.get_by_text("No review is planned.")).to_be_visible()


def test_the_clock_goes_to_the_next_review_that_the_bot_reports(page: Page, bot: SmallBot) -> None:
    later = [("digest", "2026-01-20T09:00:00+00:00"), ("review", "2026-04-05T08:00:00+00:00")]
    bot.pending = [{"kind": kind, "age": 0, "next_at": at} for kind, at in later]
    page.get_by_role("button", name="Clock…").click()
    page.get_by_role("button", name="To the next review").click()
    expect(page.locator("#now")).to_contain_text("Sun, 5 Apr 2026, 09:00")
    assert bot.clocks[-1] == "2026-04-05T08:00:00+00:00"


def test_a_modal_that_was_loading_gets_the_focus_when_it_is_filled(page: Page, client: WebClient) -> None:
    types(page, "/threatmodel wait")
    expect(dialog(page)).to_contain_text("Loading")
    client.views_update(external_id="waiting", view=new_model())
    expect(dialog(page).get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Fridge")
    client.views_update(external_id="waiting", view=new_model() | {"title": text("Changed")})
    expect(dialog(page).get_by_role("heading")).to_have_text("Changed")
    page.keyboard.type(" two")
    expect(dialog(page).get_by_label("Name", exact=True)).to_have_value("Fridge two")


def test_a_link_to_a_reply_opens_its_thread(page: Page, workspace: Workspace, architect: Person) -> None:
    root = architect.says("Where are the keys?")
    reply = architect.says("In the HSM.", thread=root)
    page.goto(f"{workspace.url}/#checkout-design/{reply.ts}")
    expect(page.get_by_role("complementary", name="Thread").locator("article")).to_have_count(2)


def test_the_home_tab_is_filled_when_it_is_opened(page: Page, heard: Heard) -> None:
    page.get_by_role("link", name="threatbot · Home").click()
    expect(page.get_by_role("heading", name="Your threat models")).to_be_visible()
    page.get_by_role("button", name="Mitigate").click()
    expect(page.locator("#working")).to_be_hidden()
    assert heard.clicked[0]["view"]["type"] == "home"


def test_a_message_shortcut_stands_in_the_message_s_menu(page: Page) -> None:
    types(page, "We store cards.")
    takes(page, "Threat-model this")
    expect(page.get_by_text("Reading the thread")).to_be_visible()


def test_messages_are_walked_with_the_arrows_and_entered_with_tab(page: Page, architect: Person) -> None:
    architect.says("one")
    architect.says("two")
    expect(page.locator("article")).to_have_count(2)
    page.get_by_role("log", name="Messages").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("article").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("article").first.get_by_role("button", name="React")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="eyes").press("Enter")
    expect(page.get_by_role("img", name=":eyes:")).to_be_visible()


def test_one_s_own_message_is_edited_and_deleted(page: Page) -> None:
    types(page, "A & B")
    takes(page, "Edit message")
    field = dialog(page).get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("A & B")
    field.fill("A < C")
    dialog(page).get_by_role("button", name="Save").click()
    expect(page.locator("article")).to_contain_text("A < C")
    takes(page, "Delete message")
    dialog(page).get_by_role("button", name="Delete").click()
    expect(page.locator("article")).to_have_count(0)


def test_files_are_attached_and_previewed_without_running_them(page: Page, tmp_path: Path) -> None:
    report, facts = tmp_path / "report.html", tmp_path / "facts.json"
    report.write_text("<h1>Report</h1><script>top.document.title = 'owned'</script>")
    facts.write_text('{"zone":"home"}')
    page.get_by_label("Files", exact=True).set_input_files([report, facts])
    composer(page).press("Enter")
    previews = page.get_by_role("button", name="Preview")
    expect(previews).to_have_count(2)
    previews.last.click()
    expect(page.locator(".preview .json")).to_contain_text('zone: "home"')
    previews.first.click()
    frame = page.frame_locator(".preview iframe")
    expect(frame.get_by_role("heading", name="Report")).to_be_visible()
    expect(page).to_have_title("#checkout-design · Local workspace")
    assert page.locator(".preview iframe").get_attribute("sandbox") == ""


def test_an_error_is_said_in_words_and_what_was_typed_is_kept(page: Page, app: App) -> None:
    app.command("/threatmodel")
    types(page, "/nonsense")
    expect(page.get_by_role("alert")).to_contain_text("/nonsense")
    expect(composer(page)).to_have_value("/nonsense")


def test_a_changed_message_keeps_the_text_that_is_being_typed(page: Page, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C0CHECKOUT", text="one")
    expect(page.locator("article")).to_contain_text("one")
    composer(page).press_sequentially("half a ")
    client.chat_update(channel="C0CHECKOUT", ts=str(posted["ts"]), text="two")
    expect(page.locator("article")).to_contain_text("two")
    page.keyboard.type("sentence")
    expect(composer(page)).to_have_value("half a sentence")


def test_a_lost_workspace_is_said_and_found_again(browser: Browser, workspace: Workspace, heard: Heard) -> None:
    del heard
    page = browser.new_page()
    page.goto(f"{workspace.url}/?token={workspace.token}")
    expect(composer(page)).to_be_visible()
    workspace.kill()
    expect(page.get_by_role("alert")).to_contain_text("The workspace does not answer.")
    workspace.start()
    workspace.person("architect").says("Back again")
    expect(page.locator("article")).to_contain_text("Back again", timeout=10_000)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.context.close()


def test_on_a_narrow_screen_one_pane_is_shown_at_a_time(page: Page, architect: Person) -> None:
    architect.says("Hello")
    page.set_viewport_size({"width": 400, "height": 700})
    sidebar = page.get_by_role("navigation", name="Channels and people")
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="Show channels").click()
    expect(sidebar).to_be_visible()
    page.get_by_role("link", name="general").click()
    expect(sidebar).to_be_hidden()
    expect(page.get_by_role("heading", name="#general", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_carries_a_strict_policy_and_nothing_inline(page: Page, workspace: Workspace) -> None:
    response = page.request.get(workspace.url)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in response.text()
    assert page.locator("script:not([src]), [onclick], style").count() == 0


def test_every_field_and_button_has_a_name(page: Page) -> None:
    types(page, "/threatmodel show")
    expect(page.get_by_role("button", name="Mitigate")).to_be_visible()
    types(page, "/threatmodel new")
    expect(dialog(page)).to_be_visible()
    nameless = """nodes => nodes.filter(node => !(node.labels?.length || node.ariaLabel || node.textContent.trim()))
        .map(node => node.outerHTML)"""
    assert page.locator("button, input:not([type=file]), textarea, select").evaluate_all(nameless) == []
