"""The JSON of ``generate --json``, exactly as the command line's contract has it; its schema stands in docs/.

Text is plain here too: whoever shows it escapes it.
"""

from collections.abc import Mapping
from datetime import date, datetime

from flows.risk import Rating, Risk
from flows.threats.types import Generation, Reason, RuledOut, Threat, ToConfirm
from flows.workload.model import Workload

Json = dict[str, object]


def as_json(workload: Workload, generation: Generation, statuses: Mapping[str, str] | None = None) -> Json:
    """The contract's document, of plain dicts, lists, strings, numbers and None.

    Args:
        workload: the model, given back as ``model``.
        generation: its threats, in our order of priority.
        statuses: threat id -> the word shown, where people have decided; else the state.
    """
    words = statuses or {}
    return {
        "model": workload.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"threatbot": 1},
        "threats": [_threat(threat, words.get(threat.id, threat.state)) for threat in generation.threats],
        "ruled_out": [_ruled_out(one) for one in generation.ruled_out],
        "to_confirm": [_to_confirm(one) for one in generation.to_confirm],
        "notes": list(generation.notes),
    }


def _threat(threat: Threat, status: str) -> Json:
    return {
        "id": threat.id,
        "rule": threat.rule,
        "on": threat.on,
        "title": threat.title,
        "statement": threat.statement,
        "status": status,
        "because": [_because(reason) for reason in threat.because],
        "stride": list(threat.stride),
        "refs": threat.refs.model_dump(mode="json", exclude_defaults=True),
        "family": threat.family,
        "actor": threat.actor,
        "vulnerability": threat.vulnerability,
        "first_step": threat.first_step,
        "confidence": threat.confidence,
        "responsibility": dict(threat.responsibility),
        "risk": _risk(threat.risk),
        "mitigations": [
            {"id": one.id, "title": one.title, "state": one.state, "action": one.action} for one in threat.mitigations
        ],
    }


def _because(reason: Reason) -> Json:
    """A reason; where the architecture itself is the reason, the fact is ``architecture`` and the value says it."""
    return {
        "fact": reason.fact or "architecture",
        "value": reason.words if reason.value is None else reason.value,
        "by": reason.by,
        "at": _moment(reason.at),
    }


def _moment(at: datetime | date | None) -> str | None:
    return None if at is None else at.isoformat()


def _risk(risk: Risk) -> Json:
    residual = _rating(risk.residual) | {"if_claims_hold": _rating(risk.if_claims_hold)}
    return {"inherent": _rating(risk.inherent), "residual": residual}


def _rating(rating: Rating) -> Json:
    return {"likelihood": rating.likelihood, "impact": rating.impact, "level": rating.level}


def _ruled_out(one: RuledOut) -> Json:
    return {"rule": one.rule, "on": one.on, "because": one.told()}


def _to_confirm(one: ToConfirm) -> Json:
    return {
        "fact": one.fact,
        "on": one.on,
        "question": one.question,
        "settles": list(one.settles),
        "worst": one.worst,
    }
