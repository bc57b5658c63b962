"""``threatbot packs score``: reads other people's lists, our links to them and the ratings, and prints the figures."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bot.commands.family import content, read_model
from bot.errors import NotConfigured
from bot.packs import of_environment
from flows.authoring.links import Links, Ratings, check_items, read_links, read_ratings
from flows.authoring.score import Key, KeyScore, Lists, OracleScore, Score, score
from flows.errors import InputRefused, Place
from flows.frameworks import checks
from flows.packs.index import Library
from flows.yaml12 import Document, load

LINKS: Final = Path(__file__).parents[2] / "tests" / "oracle" / "links.yaml"
"""The project's own links; a package that is installed has none."""
RATINGS: Final = "ratings.yaml"
"""Stands beside the links."""
ORACLES: Final = {
    "ttc_techniques": ("ttc_techniques.csv", "ttc_id"),
    "pdk_threats": ("pdk_threats.csv", "numericId"),
    "blindspots": ("blindspots_draft.csv", "key"),
    "trustoncloud_s3": ("trustoncloud_s3_threats.csv", "id"),
    "well_architected": ("wa_sec.csv", "slug"),
}
"""Name of a list -> its file and the column of its ids."""


def run(*, corpus: Path | None, links: Path | None, as_json: bool) -> None:
    """Score the packs and print the figures.

    Args:
        corpus: the folder with ``answer-keys``, beside which ``knowledge`` has the lists; else ``THREATBOT_CORPUS``.
        links: the file of links, beside which the ratings are; else the project's own.
        as_json: print the contract's JSON and nothing else.

    Raises:
        InputRefused: a file that cannot be used, or a link to what is not there.
        NotConfigured: nobody says where the lists or the links are.
    """
    found, reasons = measured(_corpus(corpus), _links(links))
    sys.stdout.write(json.dumps(contract(found), indent=2) + "\n" if as_json else text(found, reasons))


def measured(corpus: Path, links_file: Path) -> tuple[Score, Links]:
    """The score of our packs and those of ``THREATBOT_PACKS``, and the links that it rests on."""
    library = of_environment()
    written = _read(links_file)
    links, ratings = read_links(written, library), _ratings(links_file, library)
    knowledge = corpus.parent / "knowledge"
    oracles = {name: tuple(_column(knowledge / file, column)) for name, (file, column) in ORACLES.items()}
    published = {name: _published(corpus, name) for name in links.keys}
    check_items(written, links, oracles, published)
    keys = [
        Key(name, read_model(links_file.parent / links.keys[name].model, library)[0], ids)
        for name, ids in published.items()
    ]
    return score(library, links, ratings, keys, Lists(oracles, {"prowler": checks.prowler()})), links


def contract(found: Score) -> dict[str, object]:
    """The contract's JSON as plain data."""
    shares = {"headline": found.headline, "recall": found.recall, "precision": found.precision}
    return {
        **shares,
        "evidence": found.evidence,
        "oracles": [asdict(one) for one in found.oracles],
        "keys": [asdict(one) for one in found.keys],
    }


def text(found: Score, links: Links) -> str:
    """The figures for people, with what is not covered and why."""
    return "".join(f"{line}\n" for line in _lines(found, links))


def _lines(found: Score, links: Links) -> Iterator[str]:
    yield (
        f"Headline {found.headline:.3f}: the least of recall {found.recall:.3f}, precision {found.precision:.3f}, "
        f"evidence {found.evidence:.3f}"
    )
    yield f"Ratings of the first threats: {_counts(found)}"
    yield "\nAnswer keys (published threats to AWS parts)"
    for key in found.keys:
        yield f"  {_key_line(key)}"
        yield from _gaps((item, link.rule, link.because) for item, link in links.keys[key.name].threats.items())
    yield "\nLists"
    for oracle in found.oracles:
        yield f"  {_oracle_line(oracle)}"
        yield from _gaps((item, link.rule, link.because) for item, link in links.oracles.get(oracle.name, {}).items())


def _counts(found: Score) -> str:
    rated = [f"{number} {mark}" for mark, number in sorted(found.rated.items())]
    return ", ".join([*rated, f"{len(found.unrated)} not rated"])


def _key_line(key: KeyScore) -> str:
    return (
        f"{key.name}: {key.covered_at_25} of {key.of} covered by our first threats, {key.covered} by all {key.threats};"
        f" without facts (every rule listed) {key.all_rules_baseline}, with another key's first threats "
        f"{key.other_facts_baseline}"
    )


def _oracle_line(oracle: OracleScore) -> str:
    return f"{oracle.name}: {oracle.covered} of {oracle.of} covered"


def _gaps(items: Iterable[tuple[str, object, str]]) -> Iterator[str]:
    yield from (f"    {item} is not covered: {because}" for item, rule, because in items if rule is None)


def _corpus(given: Path | None) -> Path:
    named = given or (Path(os.environ["THREATBOT_CORPUS"]) if os.environ.get("THREATBOT_CORPUS") else None)
    if named is None:
        raise NotConfigured("The lists are not the project's: say where they are by --corpus DIR or THREATBOT_CORPUS.")
    return named


def _links(given: Path | None) -> Path:
    if given is None and not LINKS.is_file():
        raise NotConfigured("There is no file of links here: name one by --links FILE.")
    return given or LINKS


def _ratings(links: Path, library: Library) -> Ratings:
    file = links.parent / RATINGS
    return read_ratings(_read(file), library) if file.exists() else Ratings()


def _read(file: Path) -> Document:
    return load(content(file), str(file))


def _published(corpus: Path, name: str) -> tuple[str, ...]:
    """The ids of a key's threats that are about AWS infrastructure."""
    file = corpus / "answer-keys" / name / "key.yaml"
    data = _read(file).data
    threats = data.get("threats") if isinstance(data, dict) else None
    if not isinstance(threats, list):
        raise InputRefused([(Place(str(file)), "an answer key has a list `threats` of {id, category, …}")])
    return tuple(str(one["id"]) for one in threats if one.get("category") == "aws-infra")


def _column(file: Path, column: str) -> list[str]:
    rows = list(csv.DictReader(content(file).decode("utf-8-sig").splitlines()))
    if rows and column not in rows[0]:
        raise InputRefused([(Place(str(file), 1), f"has no column {column}; it has {', '.join(rows[0])}")])
    return [row[column] for row in rows]
