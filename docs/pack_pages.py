"""Keeps docs/packs true: runs the examples and the mistakes of each page, and makes the index of all fields.

`.venv/bin/python docs/pack_pages.py` writes what is said of each mistake, and what each template's resource shows, into
its page, and the index into README.md; a test makes all again and compares. An example has to load, and all examples of
the small pack have to hold with it. A resource is read by the fact of the example before it.
"""
# ruff: noqa: INP001  a script beside the documents, not a package

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from flows.authoring.examples import run_examples
from flows.authoring.fields import FIELDS
from flows.errors import InputRefused
from flows.packs.imports import answer
from flows.packs.loader import library_of, load_library, parse_pack
from flows.packs.schema import Pack
from flows.yaml12 import load

FOLDER: Final = Path(__file__).parent / "packs"
README: Final = FOLDER / "README.md"
WITHOUT_FIELDS: Final = ("README.md", "philosophy.md")
BEGIN, END = "<!-- pages -->", "<!-- end of the pages -->"
ACCOUNTS: Final = ("111122223333",)
"""The organisation's, in the pages' examples."""
HEADINGS: Final = {
    "Pack": "Of the pack", "FactDef": "Of a fact", "Mitigation": "Of a mitigation", "Rule": "Of a threat",
}  # fmt: skip
Data = dict[str, Any]


def pages() -> list[Path]:
    """The pages on fields, in order of their names."""
    return [path for path in sorted(FOLDER.glob("*.md")) if path.name not in WITHOUT_FIELDS]


def fields(text: str) -> list[str]:
    """Which fields a page is about, such as ``Rule.applies``."""
    found = re.match(r"<!-- fields:(.*) -->\n", text)
    return [each.strip() for each in found[1].split(",") if each.strip()] if found else []


def blocks(text: str, name: str) -> list[str]:
    """The fenced blocks that follow such a comment, in order; at least one."""
    found: list[str] = re.findall(rf"<!-- {name} -->\n```\w*\n(.*?)```", text, re.DOTALL)
    if not found:
        raise ValueError(f"no fenced block follows <!-- {name} -->")
    return found


def block(text: str, name: str) -> str:
    """The first of these."""
    return blocks(text, name)[0]


def laid_over(piece: str) -> Pack:
    """The pack to try things with, a page's piece laid over it, loaded and its examples run.

    Raises:
        InputRefused: it does not load.
        ValueError: an example does not hold.
    """
    base = _data(block(README.read_text(encoding="utf-8"), "pack"))
    for part, value in _data(piece).items():
        base[part] = _merged(base[part], value) if part in ("facts", "mitigations", "threats", "examples") else value
    pack = parse_pack(json.dumps(base, ensure_ascii=False, indent=1), "door.lock.yaml")
    others = (each for each in load_library().packs.values() if each.pack != pack.pack)
    library = library_of([*others, pack])
    if wrong := [one for one in run_examples(library.packs[pack.pack], library) if not one.ok]:
        raise ValueError(f"these examples do not hold: {wrong}")
    return pack


def said(mistake: str) -> str:
    """What is said of a page's mistake, each problem with its path on a line; empty where it loads."""
    try:
        laid_over(mistake)
    except InputRefused as refused:
        return "".join(f"({place.path}): {sentence}\n" for place, sentence in refused.problems)
    return ""


def shows(example: str, resource: str) -> str:
    """What a template's resource shows of the example's fact, the kind of template being told by the resource."""
    pack, (fact, *_) = laid_over(example), _data(example)["facts"]
    data = json.loads(resource)
    return answer(pack.facts[fact], "cloudformation" if "Type" in data else "terraform", data, ACCOUNTS) or "nothing"


def renewed(text: str) -> str:
    """The page with what is said of its mistakes, and with what its resources show."""
    pieces = re.split(r"(?=<!-- (?:example|resource|shows|mistake|said) -->\n```)", text)
    last = {"example": "", "resource": "", "mistake": ""}
    for number, piece in enumerate(pieces):
        name = piece[5:].partition(" ")[0] if piece.startswith("<!-- ") else ""
        if name in last:
            last[name] = block(piece, name)
        elif name in ("shows", "said"):
            made = f"{shows(last['example'], last['resource'])}\n" if name == "shows" else said(last["mistake"])
            pieces[number] = f"<!-- {name} -->\n```text\n{made}```{piece.partition('```text')[2].partition('```')[2]}"
    return "".join(pieces)


def index() -> str:
    """All fields by what they belong to, each with its page and one sentence."""
    page_of = {field: path.name for path in pages() for field in fields(path.read_text(encoding="utf-8"))}
    lines = []
    for shape, heading in HEADINGS.items():
        lines += ["", f"### {heading}", "", "| field | is |", "|---|---|"]
        lines += [
            f"| [`{name}`]({page_of[f'{shape}.{name}']}) | {_cell(words)} |" for name, words in FIELDS[shape].items()
        ]
    return "\n".join([*lines, ""])


def readme(text: str) -> str:
    """The README with the index in it."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{index()}\n{END}{after}"


def _data(text: str) -> Data:
    data = load(text, "a piece").data
    return data if isinstance(data, dict) else {}


def _merged(old: Any, new: Any) -> Any:  # noqa: ANN401  whatever YAML has
    if isinstance(new, dict):
        return old | {key: {**old.get(key, {}), **value} for key, value in new.items()}
    if not isinstance(new, list):
        return new
    by_name = {_name(each): each for each in old}
    return list((by_name | {_name(each): {**by_name.get(_name(each), {}), **each} for each in new}).values())


def _name(thing: Data) -> str:
    return str(thing.get("id") or thing.get("name"))


def _cell(words: str) -> str:
    return re.sub(r"(\{\w+\})", r"`\1`", words)


if __name__ == "__main__":
    for path in pages():
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    sys.stdout.write("docs/packs\n")
