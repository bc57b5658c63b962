"""What a removal may change that examples cannot expect: they name states, a likelihood and a question, nothing else.

An ``only_if`` decides whether its fact applies and what is asked, a ``done_when`` what is shown of its mitigation, a
move the inherent likelihood, a set the impact that it leaves.
"""

from collections.abc import Iterator

from flows.authoring.alone import found, is_threat
from flows.packs.index import Library, LoadedRule
from flows.threats.landscape import Landscape, Subject
from flows.threats.subjects import SubjectView
from flows.threats.types import Threat
from flows.workload.model import Workload
from flows.yaml12 import Path


def effect(path: Path, loaded: LoadedRule, workload: Workload, library: Library) -> object:
    """What the thing at ``path`` in the file of the rule's pack brings about; compare with another library's."""
    match path:
        case ("facts", str(key), *_):
            return _applies(f"{loaded.pack}/{key}", loaded, workload, library), _asked(loaded, workload, library)
        case ("mitigations", *_):
            return _mitigations(_threat(loaded, workload, library))
        case ("threats", _, "likelihood", *_):
            threat = _threat(loaded, workload, library)
            return threat and threat.risk.inherent.likelihood
        case ("threats", _, "secured_by", *_):
            threat = _threat(loaded, workload, library)
            held = threat and threat.risk.if_claims_hold
            return held and (held.likelihood, held.impact)
    return None


def _threat(loaded: LoadedRule, workload: Workload, library: Library) -> Threat | None:
    one = found(loaded, workload, library)
    return one.threat() if is_threat(one) else None


def _asked(loaded: LoadedRule, workload: Workload, library: Library) -> object:
    threat = _threat(loaded, workload, library)
    return threat and threat.asks


def _applies(fact: str, loaded: LoadedRule, workload: Workload, library: Library) -> object:
    """The fact's values where the rule stands; what does not apply is a value of its own."""
    if fact not in library.facts:
        return None
    landscape = Landscape(workload)
    return [SubjectView(landscape, library.facts, one).fact(fact) for one in _subjects(loaded, landscape)]


def _subjects(loaded: LoadedRule, landscape: Landscape) -> Iterator[Subject]:
    match loaded.kind:
        case "component":
            yield from landscape.component_subjects()
        case "flow":
            yield from landscape.flow_subjects()
        case "asset":
            yield from landscape.asset_subjects()
        case "workload":
            yield landscape.workload_subject()


def _mitigations(threat: Threat | None) -> object:
    return threat and tuple((one.id, one.state) for one in threat.mitigations)
