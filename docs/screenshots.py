"""Takes the pictures of docs/images from a real conversation: `.venv/bin/python docs/screenshots.py`.

Bot and local workspace run as two processes with the clock standing still; a smart fridge is modelled by what people
do, and Chromium takes the pictures. Needs the extra ``test`` and a Chromium on the path.
"""
# ruff: noqa: INP001  a script beside the documents, not a package

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from bot.commands.sandbox import TOUR
from bot.sandbox.driver import Message, Person, Workspace, messages
from tests.sandbox.page_driver import ARGUMENTS, CHROMIUM, dialog, types
from tests.support.bot import Bot
from tests.support.manifests import THREATBOT
from tests.support.stories import button_for, number_of, puts

IMAGES = Path(__file__).parent / "images"
Scheme = Literal["light", "dark"]
WIDTH, HEIGHT = 1240, 800
PARTS = (("Fridge", "iot.device", "device"), ("Order service", "web.app", "account"), ("Shop", "external", "vendor"))
LINES = (("fridge", "order-service", ["personal"]), ("order-service", "shop", ["personal", "cardholder"]))
SAID = (
    ("product", "Who would go out of their way", "Money or many users"),
    ("operations", "How does a change of", "Not at all yet: no real user and no real data"),
    ("developer", "What does Fridge keep", "Logins or keys that also work elsewhere, or that all units share"),
    ("architect", "From where can somebody open", "From every device in the same home or office network"),
    ("product", "What can Fridge buy", "Orders up to a limit that only the device keeps"),
    ("operations", "How does Fridge get new firmware", "It installs only what the maker has signed, but somebody has"),
    ("developer", "What does Fridge ask of someone", "A long password or a key that only this unit has"),
    ("developer", "How much about people", "Only the fields that this job needs"),
    ("architect", "What becomes of what", "The contract says so; nobody has looked"),
    ("developer", "Where do the passwords and keys", "Only in a secrets store"),
    ("developer", "names a record by its id", "One place that every request passes"),
    ("security", "What way into our systems", "None"),
)
PICTURED = "What does Fridge keep"
STOLEN = "Theft of payment details or account keys"


def main() -> None:
    """Take all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        bot = Bot(f"sqlite:///{folder / 'bot.db'}", folder)
        with Toured(bot.url, folder / "workspace.db", THREATBOT) as workspace, bot:
            bot.start(workspace)
            Story(browser, workspace).play()
        browser.close()


class Toured(Workspace):
    """A workspace with Threatbot's tour."""

    def __init__(self, bot_url: str, database: Path, manifest: Path) -> None:
        """As `threatbot sandbox` starts it."""
        super().__init__(bot_url, database, manifest)
        self._options += ["--tour", str(TOUR)]


class Story:
    """The fridge, from the form to the nudge."""

    def __init__(self, browser: Browser, workspace: Workspace) -> None:
        """Who takes part."""
        self._browser, self._workspace = browser, workspace
        self._developer = workspace.person("developer")

    def play(self) -> None:
        """Each step, and the picture of it."""
        developer = self._developer
        self._tour()
        developer.says("Design review of the fridge is on Thursday. What could go wrong with it?")
        self._form()
        draw(developer)
        self._answer()
        self._thread("thread")
        self._thread("thread-dark", "dark")
        self._inspector()
        self._threat()
        self._decide()
        self._workspace.clock.advance("P181D")
        with self._page() as page:
            nudge = page.locator("#main article").last.bounding_box()
            assert nudge is not None
            page.screenshot(path=IMAGES / "nudge.png", clip=nudge)

    def _tour(self) -> None:
        with self._page(height=720) as page:
            page.get_by_role("button", name="Tour", exact=True).click()
            expect(page.get_by_role("dialog", name="Tour")).to_contain_text("step 1 of")
            page.mouse.move(0, 0)
            page.screenshot(path=IMAGES / "tour.png")

    def _inspector(self) -> None:
        with self._page(scheme="dark") as page:
            page.keyboard.press("Control+.")
            page.get_by_label("Name holds").fill("chat.postMessage")
            page.locator(".entry").last.click()
            expect(page.get_by_role("region", name="Entry")).to_contain_text("Answer")
            page.locator("#inspector").evaluate("e => { e.style.height = '440px'; }")
            page.screenshot(path=IMAGES / "inspector.png")

    def _form(self) -> None:
        with self._page(height=1000) as page:
            types(page, "/threatmodel new")
            form = dialog(page)
            form.get_by_label("What is the feature or system called?").fill("Smart fridge")
            form.get_by_label("What does it do?").fill("Knows what is in it, and orders food by itself.")
            self._save(form, "form")
        self._developer.closes()

    def _answer(self) -> None:
        """What is asked; then, by way of "To confirm", what is known and was not asked."""
        for _ in range(60):
            asked = open_question(self._developer)
            if asked is None:
                if not self._asks_for_more():
                    return
                continue
            role, part, said = next((one for one in SAID if one[1] in asked.plain), ("operations", "", "Don't know"))
            if part == PICTURED:
                with self._page(thread=True, height=1100) as page:
                    self._save(page.locator("#thread article", has_text=PICTURED).last, "question")
            self._workspace.person(role).clicks(choice(said, asked), asked)
        raise AssertionError(self._developer.screen())

    def _asks_for_more(self) -> bool:
        developer = self._developer
        developer.clicks("To confirm")
        known = self._known_here()
        while known is None and "[Next]" in developer.view().plain:
            developer.clicks("Next", developer.view())
            known = self._known_here()
        developer.closes()
        if known is not None:
            puts(developer, known)
        return known is not None

    def _known_here(self) -> str | None:
        listed = self._developer.view().plain
        return next((part for _, part, _ in SAID if part in listed), None)

    def _thread(self, name: str, scheme: Scheme = "light") -> None:
        with self._page(thread=True, scheme=scheme) as page:
            page.locator("#thread").get_by_text("Threats to Smart fridge").evaluate(
                "e => { e.scrollIntoView(true); e.closest('.scroll').scrollBy(0, -12); }"
            )
            page.screenshot(path=IMAGES / f"{name}.png")

    def _threat(self) -> None:
        number = number_of(self._developer, STOLEN)
        with self._page(thread=True, height=1200) as page:
            page.locator("#thread").get_by_role("button", name=f"Why {number}?").click()
            expect(dialog(page)).to_be_visible()
            self._save(dialog(page), "threat")
        self._developer.closes()

    def _decide(self) -> None:
        """Somebody takes on to mend each severe threat, then security approves."""
        developer, security = self._developer, self._workspace.person("security")
        for role in ("developer", "product", "security"):  # no approval of what one person alone has touched
            self._workspace.person(role).types(f"/threatmodel role {role}")
        for _ in range(30):
            developer.clicks("All threats")
            severe = re.search(r"(T-\d+) · (?:High|Critical) · open", developer.view().plain)
            if severe is None:
                break
            developer.clicks(f"Open {severe[1]}", developer.view())
            developer.clicks(f"Mitigate {severe[1]}", developer.view())
            blocks = developer.view().shown["blocks"]
            measures = next(block for block in blocks if block["block_id"] == "mitigations")
            developer.chooses("What will be done?", [one["value"] for one in measures["element"]["options"]])
            developer.submits()
        developer.closes()
        security.clicks("Approve")
        security.submits()

    @contextmanager
    def _page(self, *, thread: bool = False, scheme: Scheme = "light", height: int = HEIGHT) -> Iterator[Page]:
        context = self._browser.new_context(viewport=ViewportSize(width=WIDTH, height=height), color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{self._workspace.url}/?token={self._workspace.token}")
        expect(page.get_by_role("heading", name="#checkout-design")).to_be_visible()
        if thread:
            card = self._developer.message_with("Threat model: Smart fridge")
            page.goto(f"{self._workspace.url}/#checkout-design/{card.ts}")
            expect(page.locator("#thread article").first).to_be_visible()
        yield page
        context.close()

    def _save(self, shown: Locator, name: str) -> None:
        expect(shown).to_be_visible()
        shown.screenshot(path=IMAGES / f"{name}.png")


def draw(person: Person) -> None:
    """The two forms."""
    person.types("/threatmodel new")
    person.fills(
        {
            "What is the feature or system called?": "Smart fridge",
            "What does it do?": "Knows what is in it, and orders food by itself.",
            "What kinds of data does it hold or pass on?": ["personal", "cardholder"],
            "Which of them is the most sensitive?": "cardholder",
        }
    )
    for number, (name, type_, zone) in enumerate(PARTS, 1):
        part = f"Part {number}"
        person.fills({f"{part}: name": name, f"{part}: what is it?": type_, f"{part}: where is it?": zone})
    person.submits()
    for number, (source, target, carried) in enumerate(LINES, 1):
        line = f"Line {number}"
        person.fills({f"{line}: from": source, f"{line}: to": target, f"{line}: what it carries": carried})
    person.submits()


def open_question(person: Person) -> Message | None:
    """The question that waits for an answer."""
    return next((one for one in messages(person.state()) if "[Don't know]" in one.plain), None)


def choice(said: str, question: Message) -> str:
    """The label of the button for a choice, of which the beginning is given."""
    whole = re.search(rf"(?:\[|\*[A-J]\*  )({re.escape(said)}[^\]\n]*)", question.plain)
    assert whole, f"no choice {said!r} in\n{question.plain}"
    return button_for(whole[1], question)


if __name__ == "__main__":
    main()
