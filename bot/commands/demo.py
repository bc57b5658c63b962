"""``threatbot demo``: the smart fridge in the terminal, from the first question to the report."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.clock import Clock
from bot.commands import terminal
from bot.commands.exits import say
from bot.commands.files import write
from bot.demo.story import Asked, Story, play
from bot.packs import of_environment
from flows.report.dates import day
from flows.report.markdown import markdown
from flows.report.text import left_out, short_list
from flows.report.types import Decided, Report
from flows.threats.as_json import as_json
from flows.threats.types import Threat

SHOWN = 5


def demo(*, output: Path | None, as_json_document: bool) -> None:
    """Play the story and tell it; ``output`` gets the report as Markdown."""
    story = play(of_environment(), Clock().now())
    if output is not None:
        write(output, markdown(story.fixed).encode())
    if as_json_document:
        sys.stdout.write(json.dumps(document(story), ensure_ascii=False, indent=2) + "\n")
    else:
        Telling(Console(highlight=False), story).tell()
        hint = f"Wrote {output}." if output else "threatbot demo --output fridge.md writes the whole report."
        say(hint)


def document(story: Story) -> dict[str, object]:
    """The story as JSON: questions with answers, decisions, the headline at each moment, and the model at its end."""
    fixed = story.fixed
    statuses = {threat.id: fixed.status(threat) for threat in fixed.generation.threats}
    return {
        "headlines": {
            "before": story.before.headline,
            "answered": story.answered.headline,
            "decided": story.decided.headline,
            "fixed": fixed.headline,
        },
        "questions": [
            {"fact": one.question.fact, "on": one.question.on, "question": one.question.text, "answer": one.value}
            | {"by": one.role}
            for one in story.asked
        ],
        "decisions": [
            {"threat": threat.id, "kind": decided.kind, "by": decided.by, "words": _decided(decided)}
            for threat, decided in _decisions(story.decided)
        ],
        "result": as_json(fixed.workload, fixed.generation, statuses),
    }


class Telling:
    """One telling of the story on one console."""

    def __init__(self, console: Console, story: Story) -> None:
        """Nothing is printed yet."""
        self._console = console
        self._story = story

    def tell(self) -> None:
        """Print the whole story."""
        self._opening()
        for number, asked in enumerate(self._story.asked, 1):
            self._question(number, asked)
        self._threats()
        self._decisions()
        self._fix()
        self._report()

    def _opening(self) -> None:
        before = self._story.before
        workload = before.workload
        self._heading(f"{workload.name}: the model as it was drawn")
        self._line(" ".join(workload.description.split()))
        self._line(f"Assets: {'; '.join(asset.name for asset in workload.assets)}.")
        self._line(f"Components: {', '.join(one.name for one in workload.components)}.")
        self._line("The order service has a model already; what that says is not asked again.", style="dim")
        self._line(f"Before anybody is asked: {before.headline}.", style="bold")
        self._heading("The questions that matter, the riskiest first")

    def _question(self, number: int, asked: Asked) -> None:
        question = asked.question
        self._line(f"\n{number}. {question.text}", style="bold")
        self._line(question.why, style="dim", indent=3)
        for value, words in question.choices:
            given = value == asked.value
            self._line(f"({'x' if given else ' '}) {words}", style="green" if given else "", indent=3)
        known = asked.value is not None
        if not known:
            self._line("(x) Don't know", style="green", indent=3)
        self._line(f"answered by: {asked.role}", style="cyan", indent=3)

    def _threats(self) -> None:
        answered = self._story.answered
        self._heading(f"After {len(self._story.asked)} questions")
        self._line(f"{answered.headline}.", style="bold")
        shown = short_list(answered, SHOWN)
        if shown:
            self._console.print(terminal.threats(answered, shown))
        if words := left_out(answered, shown):
            self._line(words, style="dim")

    def _decisions(self) -> None:
        decided = self._story.decided
        self._heading("What people decide")
        for threat, decision in _decisions(decided):
            self._line(f"{decided.number(threat)} {threat.title}", style="bold")
            self._line(_decided(decision), indent=3)
        for item in decided.actions:
            numbers = ", ".join(f"T-{number}" for number in item.settles)
            due = f", due {day(item.due)}" if item.due else ""
            self._line(f"After-action item: {item.title} ({item.owner}{due}; settles {numbers})", style="cyan")
        self._line(f"Now: {decided.headline}.", style="bold")

    def _fix(self) -> None:
        done = [item for item in self._story.fixed.actions if item.state == "done"]
        if done:
            self._heading("One item is done")
            self._line(f"{done[0].title}: its answer changes, and the list is generated anew.")
            self._line(f"Before: {self._story.decided.headline}.")
            self._line(f"After:  {self._story.fixed.headline}.", style="bold")

    def _report(self) -> None:
        self._heading("The report")
        lines = markdown(self._story.fixed).splitlines()
        sections = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
        self._line(f"{len(lines)} lines of Markdown for the team's repository: {', '.join(sections)}.")

    def _heading(self, words: str) -> None:
        self._console.print()
        self._console.rule(Text(words, style="bold"), align="left")

    def _line(self, words: str, style: str = "", indent: int = 0) -> None:
        self._console.print(Padding(Text(words, style=style), (0, 0, 0, indent)))


def _decisions(report: Report) -> Iterator[tuple[Threat, Decided]]:
    for threat in report.generation.threats:
        if threat.id in report.decisions:
            yield threat, report.decisions[threat.id]


def _decided(decision: Decided) -> str:
    """The decision in one sentence."""
    if decision.kind == "mitigate":
        return f"Mitigate, says {decision.by}: {'; '.join(decision.items)}."
    until = f" until {day(decision.until)}" if decision.until else ""
    return f"{decision.kind.capitalize()}{until}, says {decision.by}: {decision.reason}"
