"""How many published AWS-infrastructure threats of the self-hosted Threat Composer the rules cover.

`python -m tests.answer_key` prints it; THREATBOT_CORPUS names the folder with the published threats.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from flows.modelfile import read
from flows.packs.loader import load_library
from flows.threats.generate import generate
from flows.threats.priority import first
from flows.yaml12 import load

DATA = Path(__file__).parent / "data"
MODEL = DATA / "threat-composer.threatmodel.yaml"
LINKS = DATA / "threat-composer.links.yaml"
KEY = "answer-keys/tc-threat-composer/key.yaml"


@dataclass(frozen=True)
class Line:
    """One published threat and what covers it; ``place`` is that rule's place in our list, 0 where it is not there."""

    published: str
    rule: str | None
    place: int
    because: str


def published(corpus: Path) -> list[str]:
    """The ids of the published threats that are about AWS infrastructure."""
    key = load((corpus / KEY).read_bytes(), KEY).data
    return [threat["id"] for threat in key["threats"] if threat["category"] == "aws-infra"]


def coverage(corpus: Path) -> list[Line]:
    """A line for each published AWS-infrastructure threat."""
    library = load_library()
    workload, _ = read(MODEL.read_bytes(), MODEL.name, library, str)
    ours = [threat.rule for threat in first(generate(workload, library), 25)]
    links = load(LINKS.read_bytes(), LINKS.name).data
    lines = []
    for name in published(corpus):
        rule = links[name]["rule"]
        lines.append(Line(name, rule, ours.index(rule) + 1 if rule in ours else 0, links[name]["because"]))
    return lines


def main() -> int:
    """Print the table."""
    lines = coverage(Path(os.environ["THREATBOT_CORPUS"]))
    for line in lines:
        verdict = f"covered by {line.rule}, place {line.place}" if line.place else "not covered"
        sys.stdout.write(f"{line.published}: {verdict} ({line.because})\n")
    sys.stdout.write(f"{sum(line.place > 0 for line in lines)} of {len(lines)} covered\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
