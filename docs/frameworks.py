"""Makes flows/frameworks/data/*.csv from a folder of lists: `.venv/bin/python docs/frameworks.py FOLDER`.

What is kept: ids, names and short titles, tactics, levels, scores, and labels in our own words. What is left out: other
people's sentences. The same lists give the same bytes. ``prowler_aws.csv`` is what ``prowler aws --list-checks`` names
(5.46.0), one check a line under ``check``; the other lists add names of older versions. ``regimes.yaml`` and
``scope.yaml`` beside the tables are written by hand and not touched.
"""
# ruff: noqa: INP001  a script beside the documents, not a package

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent.parent / "flows" / "frameworks" / "data"
Row = Mapping[str, str]
Read = Callable[[str], list[Row]]
Table = tuple[tuple[str, ...], Iterable[tuple[str, ...]]]
"""The names of the columns, and the rows."""

PLATFORMS: Final = {
    "iaas": "IaaS",
    "identity_provider": "Identity Provider",
    "saas": "SaaS",
    "containers": "Containers",
}
UNNAMED: Final = {"M1046": "Boot Integrity"}
"""Mitigations of which the list has pairs and no name."""
NO_LABEL: Final = "(no automated check; write own wording)"


def main(arguments: list[str]) -> int:
    """Write all tables; 2 where the folder is not named or not there."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: docs/frameworks.py FOLDER   (a folder with attack_iaas.csv and the other lists)\n")
        return 2
    for name, content in tables(Path(arguments[0])).items():
        (DATA / name).write_text(content, encoding="utf-8", newline="\n")
        sys.stdout.write(f"flows/frameworks/data/{name}\n")
    return 0


def tables(folder: Path) -> dict[str, str]:
    """Each file's name and its content.

    Raises:
        OSError: a list is not in the folder.
        KeyError: a list lacks a column.
    """

    def read(name: str) -> list[Row]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return {f"{name}.csv": _written(make(read)) for name, make in TABLES.items()}


def _written(table: Table) -> str:
    columns, rows = table
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([columns, *rows])
    return out.getvalue()


def _techniques(read: Read) -> Table:
    found = sorted(read("attack_iaas.csv"), key=lambda row: row["id"])
    only_new = {row["name"]: row["id"] for row in found if row["in_v18_1"] == "0"}

    def became(row: Row) -> str:
        """The list's own word, else the new technique of the same name."""
        gone = row["in_v19_1"] == "0"
        return row["replaced_by_v19"] or (only_new.get(row["name"], "") if gone else "")

    rows = (
        (
            row["id"],
            row["name"],
            "|".join(words for column, words in PLATFORMS.items() if row[column] == "1"),
            row["tactics_v18_1"],
            row["tactics_v19_1"],
            became(row),
        )
        for row in found
    )
    return ("id", "name", "platforms", "tactics_v18_1", "tactics_v19_1", "became"), rows


def _mitigations(read: Read) -> Table:
    names = UNNAMED | {row["mitigation_id"]: row["name"] for row in read("attack_mitigations.csv")}
    return ("id", "name"), sorted(names.items())


def _pairs(read: Read) -> Table:
    pairs: dict[str, list[str]] = {}
    for row in read("attack_relations.csv"):
        pairs.setdefault(row["mitigation_id"], []).append(row["technique_id"])
    return ("mitigation", "techniques"), ((one, "|".join(sorted(pairs[one]))) for one in sorted(pairs))


def _cis(read: Read) -> Table:
    rows = (
        (
            row["version"],
            row["id"],
            row["level"].removeprefix("Level "),
            "" if row["own_label"] == NO_LABEL else row["own_label"],
            row["prowler_checks"],
        )
        for row in read("cis_aws.csv")
    )
    return ("version", "id", "level", "label", "checks"), sorted(
        rows, key=lambda row: (_numbers(row[0]), _numbers(row[1]))
    )


def _numbers(dotted: str) -> list[int]:
    return [int(part) for part in dotted.split(".")]


def _practices(read: Read) -> Table:
    def old(row: Row) -> str:
        """The number in the older edition; a guessed successor is none."""
        return row["prowler_id_old_edition"] if row["prowler_match"] == "slug" else ""

    rows = ((row["id"], row["slug"], row["title"], row["area"], old(row)) for row in read("wa_sec.csv"))
    return ("id", "slug", "title", "area", "old_id"), sorted(rows)


def _tenets(read: Read) -> Table:
    test = "rule_pack_test (what a mitigation must do to claim it)"
    rows = ((row["tenet"], row["short_name_own_words"], row["cisa_pillar"], row[test]) for row in read("zt_map.csv"))
    return ("tenet", "label", "pillar", "test"), sorted(rows)


def _prowler(read: Read) -> Table:
    def named() -> Iterator[str]:
        for name in ("attack_prowler_checks.csv", "fsbp_prowler.csv", "cis_aws.csv", "wa_sec.csv"):
            for row in read(name):
                yield from row["prowler_checks"].split("|")
        yield from (row["prowler_check"] for row in read("cis_crosswalk_by_check.csv"))
        yield from (row["check"] for row in read("prowler_aws.csv"))

    return ("check",), ((check,) for check in sorted(set(named()) - {""}))


def _ctid(read: Read) -> Table:
    rows = (
        (row["capability_id"], row["attack_id"], row["score_category"], row["score_value"])
        for row in read("ctid_aws_mappings.csv")
    )
    return ("capability", "technique", "category", "score"), sorted(set(rows))


TABLES: Final[Mapping[str, Callable[[Read], Table]]] = {
    "attack_techniques": _techniques,
    "attack_mitigations": _mitigations,
    "attack_pairs": _pairs,
    "cis": _cis,
    "well_architected": _practices,
    "zero_trust": _tenets,
    "prowler_checks": _prowler,
    "ctid": _ctid,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
