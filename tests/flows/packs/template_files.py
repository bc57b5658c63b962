"""Resources of templates, for tests alone: made by hand, or of real plans (JSON) and templates (short intrinsics)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from flows.packs.imports import Kind

Resource = dict[str, Any]
Found = tuple[Kind, str, Resource]


def plan(type_: str, unknown: Resource | None = None, **after: object) -> Resource:
    """A resource as a plan's ``resource_changes`` has it."""
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": {"id": True, **(unknown or {})}}
    return {"address": f"{type_}.one", "mode": "managed", "type": type_, "name": "one", "change": change}


def stack(type_: str, **properties: object) -> Resource:
    """A resource as a template's ``Resources`` has it."""
    return {"Type": type_, "Properties": properties}


class _Template(yaml.SafeLoader):
    """Reads ``!Ref x`` and ``!GetAtt a.b`` as the long forms of JSON."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, object]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Template.add_multi_constructor("!", _intrinsic)


def terraform_resources(corpus: Path) -> Iterator[Found]:
    """All that changes by a plan."""
    for path in sorted((corpus / "terraform").rglob("*.json")):
        for resource in json.loads(path.read_text(encoding="utf-8")).get("resource_changes", ()):
            yield "terraform", resource["type"], resource


def cloudformation_resources(corpus: Path) -> Iterator[Found]:
    """All that templates declare; what is no template is passed over."""
    for path in sorted((corpus / "cloudformation").rglob("*")):
        if path.suffix in (".yaml", ".yml", ".json"):
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Template)
            resources = data.get("Resources") if isinstance(data, dict) else None
            for resource in (resources or {}).values():
                if isinstance(resource, dict) and isinstance(resource.get("Type"), str):
                    yield "cloudformation", resource["Type"], resource
