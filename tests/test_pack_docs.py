"""The pages about packs hold to the code: every field has one, its example loads, its mistake is told as it says."""

import json
from pathlib import Path

import jsonschema
import pytest

from flows.authoring.fields import FIELDS
from flows.authoring.pack_schema import as_text, pack_schema
from flows.conditions import MAX_DEPTH, MAX_NODES
from flows.packs import schema
from flows.packs.paths import FUNCTIONS, MAX_LENGTH, MAX_TOKENS
from flows.packs.paths import MAX_DEPTH as PATH_DEPTH
from flows.yaml12 import load
from tests.support.documents import ROOT, script, text

MADE = script("pack_pages")
PAGES: list[Path] = MADE.pages()
SHAPES = [
    each
    for each in vars(schema).values()
    if isinstance(each, type) and issubclass(each, schema.BaseModel) and each.model_fields
]
SCHEMA_FIELDS = {
    f"{shape.__name__}.{field.alias or name}" for shape in SHAPES for name, field in shape.model_fields.items()
}
RENEW = "run .venv/bin/python docs/pack_pages.py"


def test_every_field_of_the_schema_has_one_sentence_and_one_page() -> None:
    told = [f"{shape}.{name}" for shape, names in FIELDS.items() for name in names]
    assert sorted(told) == sorted(SCHEMA_FIELDS)
    on_pages = [field for path in PAGES for field in MADE.fields(path.read_text(encoding="utf-8"))]
    assert sorted(on_pages) == sorted(SCHEMA_FIELDS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_names_its_fields_and_its_example_loads_with_them(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    names = {field.partition(".")[2] for field in MADE.fields(page)}
    assert [name for name in names if f"`{name}`" not in page and f"`{name}: " not in page] == []
    examples = MADE.blocks(page, "example")
    assert all(MADE.laid_over(example) for example in examples)
    assert any(f"{name}:" in examples[0] for name in names) or path.stem in ("conditions", "layers")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_mistake_of_a_page_is_told_as_the_page_says(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert all(MADE.said(mistake) for mistake in MADE.blocks(page, "mistake"))
    assert MADE.renewed(page) == page, RENEW


def test_every_word_of_templates_has_an_example_a_resource_and_a_mistake() -> None:
    page = text("docs/packs/from.md")
    used = "".join(MADE.blocks(page, "example"))
    assert [word for word in schema.FromTemplate.model_fields if f"{word.rstrip('_')}: " not in used] == []
    parts = page.split("\n## ")[1:]
    assert [part.splitlines()[0] for part in parts if "istake" not in part] == []
    assert [part.splitlines()[0] for part in parts[1:] if "<!-- shows -->" not in part] == []


def test_the_limits_of_paths_are_the_codes() -> None:
    page = text("docs/packs/from.md").replace("\n", " ")
    assert f"At most {MAX_LENGTH} characters, {MAX_TOKENS} words and signs, and brackets {PATH_DEPTH} levels" in page
    assert all(f"`{name}`" in page for name in FUNCTIONS)


def test_the_index_lists_every_field_with_its_page() -> None:
    page = text("docs/packs/README.md")
    assert MADE.readme(page) == page, RENEW
    for path in PAGES:
        assert f"]({path.name})" in page or any(f"]({path.name})" in each.read_text() for each in PAGES), path.name


def test_the_choices_of_closed_fields_are_all_named_on_their_pages() -> None:
    for page, words in (
        ("family", schema.Family), ("actor", schema.Actor), ("stride", schema.Stride), ("who", schema.Role),
    ):  # fmt: skip
        found = text(f"docs/packs/{page}.md")
        assert [word for word in words.__args__ if word not in found.replace("\n", " ")] == []


def test_the_limits_of_conditions_are_the_codes() -> None:
    numbers = {6: "Six levels deep"}
    page = text("docs/packs/conditions.md")
    assert numbers[MAX_DEPTH] in page
    assert f"{MAX_NODES} parts" in page


def test_what_makes_a_good_rule_fits_on_one_screen() -> None:
    assert len(text("docs/packs/philosophy.md").splitlines()) <= 45


def test_the_schema_in_the_documents_is_the_codes() -> None:
    told = "run .venv/bin/threatbot packs docs --schema > docs/pack.schema.json"
    assert text("docs/pack.schema.json") == as_text(), told
    jsonschema.Draft202012Validator.check_schema(pack_schema())


def test_the_settings_for_an_editor_name_files_that_are_there() -> None:
    page = text("docs/packs/README.md")
    settings = json.loads(page.split("```json\n")[1].split("```")[0])
    ((found, patterns),) = settings["yaml.schemas"].items()
    assert (ROOT / found).is_file()
    assert any(list(ROOT.glob(pattern)) for pattern in patterns)


def test_the_pack_to_try_things_with_fits_the_schema() -> None:
    pack = load(MADE.block(text("docs/packs/README.md"), "pack"), "README.md").data
    assert list(jsonschema.Draft202012Validator(pack_schema()).iter_errors(pack)) == []
