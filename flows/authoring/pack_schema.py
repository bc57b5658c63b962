"""The JSON Schema (2020-12) of a pack, for editors that complete and check while one types.

Made from the pydantic model; the condition grammar, which is parsed by hand, is spelt out. Names of facts and
mitigations, twins and placeholders are the loader's to check.
"""

import json
from typing import Any, Final, get_args

from flows.authoring.fields import FIELDS
from flows.conditions import MAX_DEPTH, MAX_NODES
from flows.packs.checks import STATES
from flows.packs.schema import TEMPLATE_WORDS, Pack
from flows.workload.model import AssetCategory, FlowKind, ZoneKind

Schema = dict[str, Any]
CONDITION: Final[Schema] = {"$ref": "#/$defs/Condition"}
_WORD: Final[Schema] = {"type": "string", "minLength": 1}
_WORDS: Final[Schema] = {"anyOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}]}


def pack_schema() -> Schema:
    """The schema of a pack's file, as plain data; the same each time."""
    made = Pack.model_json_schema(by_alias=True, mode="validation")
    definitions = {name: _described(name, schema) for name, schema in made["$defs"].items()}
    _spell_out(definitions)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Threatbot rule pack",
        "description": "One YAML file with all knowledge about one component type. YAML 1.2 without anchors, aliases, "
        "merges and tags; yes, no and on are words.",
    }
    body = _described("Pack", {key: value for key, value in made.items() if key != "$defs"})
    return head | {key: value for key, value in body.items() if key not in head} | {"$defs": definitions | grammar()}


def as_text() -> str:
    """The schema as docs/pack.schema.json has it."""
    return json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n"


def grammar() -> dict[str, Schema]:
    """The condition language of ``flows.conditions`` as recursive definitions."""
    parts = {"type": "array", "items": CONDITION, "minItems": 1}
    named = {
        "all": _only({"all": parts}, "Every one of them."),
        "any": _only({"any": parts}, "At least one of them."),
        "not": _only({"not": CONDITION}, "The opposite; unknown stays unknown."),
        "type": _only({"type": _WORDS}, "The component is of one of these types."),
        "source_type": _only({"source_type": _WORDS}, "The flow's source is of one of these types."),
        "target_type": _only({"target_type": _WORDS}, "The flow's target is of one of these types."),
        "exists": _only({"exists": _only({"type": _WORDS}, "A type, or several.")}, "In rules on the workload only."),
    }
    terms = [CONDITION["$ref"] + "Fact", CONDITION["$ref"] + "Flow"]
    bounds = f"At most {MAX_DEPTH} levels and {MAX_NODES} parts; yes, no or unknown comes of it. Nothing is evaluated."
    return {
        "Condition": {"description": bounds, "oneOf": [*named.values(), *({"$ref": term} for term in terms)]},
        "ConditionFact": _fact_term(),
        "ConditionFlow": _only({"flow": _flow_term()}, "The flow is of this kind, and its zones of these kinds."),
    }


def _fact_term() -> Schema:
    answered = {"const": "yes", "description": "Any answer will do; no rule may rest on a missing one."}
    choices = {"type": "array", "items": _WORD, "minItems": 1}
    return {
        "description": "The fact has this choice, one of these, or any answer.",
        "type": "object",
        "properties": {"fact": _WORD, "is": _WORD, "in": choices, "answered": answered},
        "required": ["fact"],
        "oneOf": [{"required": [how]} for how in ("is", "in", "answered")],
        "additionalProperties": False,
    }


def _flow_term() -> Schema:
    zones = _one_or_many(get_args(ZoneKind))
    fields = {
        "kind": _one_or_many(get_args(FlowKind)),
        "from_zone": zones,
        "to_zone": zones,
        "crosses": {"enum": ["yes", "no"]},
    }
    return {"type": "object", "properties": fields, "minProperties": 1, "additionalProperties": False}


def _one_or_many(words: tuple[str, ...]) -> Schema:
    return {"anyOf": [{"enum": list(words)}, {"type": "array", "items": {"enum": list(words)}, "minItems": 1}]}


def _only(fields: dict[str, Schema], description: str) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _described(name: str, schema: Schema) -> Schema:
    """The schema of one class with a sentence on each field, conditions as references, and keys that are closed."""
    fields = {field: _field(FIELDS[name][field], part) for field, part in schema["properties"].items()}
    text = " ".join(str(schema.get("description", "")).replace("``", "`").split())
    return {**schema, "description": text, "properties": fields}


def _field(sentence: str, part: Schema) -> Schema:
    shape = {key: value for key, value in part.items() if key not in ("title", "default")}
    if not shape:
        shape = CONDITION
    elif {} in shape.get("anyOf", ()):
        shape = {"anyOf": [each or CONDITION for each in shape["anyOf"]]}
    elif "patternProperties" in shape:
        shape = {**shape, "additionalProperties": False}
    default = {"default": part["default"]} if part.get("default") not in (None, [], {}) else {}
    return {"description": sentence, **shape, **default}


def _spell_out(definitions: dict[str, Schema]) -> None:
    """What the loader checks by hand and a schema can say as well."""
    on = definitions["On"]
    on["oneOf"] = [{"required": [subject]} for subject in ("component", "flow", "asset", "workload")]
    on["dependentRequired"] = {field: ["flow"] for field in ("source", "target", "crosses", "carries")}
    definitions["From"]["minProperties"] = 1
    source = definitions["FromTemplate"]
    source["anyOf"] = [{"required": [word]} for word in TEMPLATE_WORDS]
    keys = [{"required": [word]} for word in ("condition_key_present", "condition_key_absent")]
    source["dependentSchemas"] = {"principal": {"anyOf": keys}}
    category = {"enum": [*get_args(AssetCategory), "any"]}
    on["properties"]["asset"]["anyOf"] = [category, {"type": "array", "items": category}]
    definitions["Expect"]["additionalProperties"] = {"enum": list(STATES), "description": "The state of this rule."}
