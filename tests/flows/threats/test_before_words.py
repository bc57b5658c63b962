"""What is known of threats and questions before they are in words is what the words say."""

from hypothesis import given

from flows.lazy import Each
from flows.threats.generate import generate
from flows.threats.types import Generation, ToConfirm
from flows.workload.model import Workload
from tests.flows.models import generated
from tests.flows.threats.test_any_workload import library, workloads

SHARED = (
    "id", "rule", "on", "state", "standing", "confidence", "family", "actor", "hygiene", "near", "boundary", "title",
    "on_name", "components", "risk", "refs", "grounds", "measures",
)  # fmt: skip


@given(workloads())
def test_a_threat_says_in_words_what_was_known_before(workload: Workload) -> None:
    found = generate(workload, library())
    for before, threat in zip(found.ranked, found.threats, strict=True):
        assert {name: getattr(before, name) for name in SHARED} == {name: getattr(threat, name) for name in SHARED}
        assert before.cause == threat.cause


@given(workloads())
def test_a_question_says_in_words_what_was_known_before(workload: Workload) -> None:
    found = generate(workload, library())
    known = [(one.fact, one.on, one.settles, one.worst, one.minutes) for one in found.asking]
    assert known == [(one.fact, one.on, one.settles, one.worst, one.minutes) for one in found.to_confirm]


def test_questions_are_looked_for_when_read_and_each_put_into_words_when_read() -> None:
    found = generated({})
    assert isinstance(found.to_confirm, Each)
    first = found.to_confirm[0]
    assert isinstance(first, ToConfirm)
    assert found.asking is found.to_confirm.of
    kept = Generation(found.workload, tuple(found.threats), (), tuple(found.to_confirm), (), "")
    assert kept.asking is kept.to_confirm
    assert kept.ranked is kept.threats
