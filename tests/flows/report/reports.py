"""Reports that the tests of both layouts share."""

from datetime import UTC, date, datetime

from flows.coverage import coverages
from flows.report.responsibility import layers_of
from flows.report.types import ActionItem, Approved, Decided, Report, undecided
from flows.threats.generate import generate
from flows.threats.types import Threat
from flows.workload.model import Assumption, Workload
from tests.flows.models import fixture_library, shipped_library, shop

NOW = datetime(2026, 11, 24, 2, 13, tzinfo=UTC)
OPEN = {"reach": "internet", "login": "password", "lockout": "nothing", "attractive_target": "money"}


def report(given: dict[str, str] | None = None, **changes: object) -> Report:
    workload = shop(OPEN if given is None else given, **changes)
    return undecided(workload, generate(workload, fixture_library()), NOW)


def decided(**decisions: Decided) -> Report:
    """A report with decisions by rule name, and an item for the first threat."""
    plain = report()
    number = plain.numbers[found(plain).id] + 11
    ids = {threat.rule.partition("/")[2]: threat.id for threat in plain.generation.threats}
    return Report(
        workload=plain.workload,
        generation=plain.generation,
        numbers={id_: number + 11 for id_, number in plain.numbers.items()},
        generated_at=NOW,
        version=3,
        decisions={ids[rule.replace("_", "-")]: one for rule, one in decisions.items()},
        actions=[
            ActionItem(
                "Callers are known by a signed token", "confirm-setting", "U1", date(2026, 12, 1), "open", (number,)
            )
        ],
        approvals=[Approved("U2", NOW, 2, ("security",))],
        history=["Version 2 was approved."],
        people={"U1": "The developer", "U2": "The architect"},
    )


def found(report: Report, rule: str = "anonymous-call") -> Threat:
    return next(threat for threat in report.generation.threats if threat.rule == f"web.app/{rule}")


def called(report: Report) -> str:
    return report.number(found(report))


def whole() -> Report:
    """A report with something in every section."""
    workload = shop(
        OPEN | {"vendor": "own"},
        description="A shop.\n\nIt sells.",
        environment="production",
        assumptions=(Assumption(id="laptop", text="The laptop is ours.", owner="U1"),),
        threats=({"title": "Theft", "statement": "A thief could."},),
    )
    generation = generate(workload, fixture_library())
    numbers = {threat.id: number for number, threat in enumerate(generation.threats, 1)}
    first, second = generation.threats[:2]
    laptop = workload.assumptions[0].model_copy(update={"threats": (f"{second.rule}@{second.on}",)})
    workload = workload.model_copy(update={"assumptions": (laptop,)})
    return Report(
        workload=workload,
        generation=generation,
        numbers=numbers,
        generated_at=NOW,
        version=3,
        decisions={
            first.id: Decided("accept", "U2", NOW, "It is *fine*.", date(2026, 12, 31), reopened="The level rose."),
            second.id: Decided("mitigate", "U1", NOW, items=("Callers are known by a signed token",)),
        },
        actions=[ActionItem("Look it up", "confirm-setting", "U1", date(2026, 12, 1), "open", (1, 2))],
        approvals=[Approved("U2", NOW, 2, ("security",))],
        history=["On 20 November 2026: drafted, by The developer."],
        people={"U1": "The developer", "U2": "The architect"},
        next_review=date(2027, 5, 1),
        touched_by=("developer", "security"),
        layers=layers_of(shipped_library()),
        coverage=coverages(workload, generation, fixture_library()),
    )


def empty() -> Report:
    """A report of a model in which nothing stands."""
    workload = Workload(id="m", name="Empty")
    return undecided(workload, generate(workload, fixture_library()), NOW)
