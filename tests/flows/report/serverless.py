"""The serverless model of ``tests/data`` as a report: two customers' data, answers of every firmness."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flows import modelfile
from flows.coverage import coverages
from flows.report.responsibility import layers_of
from flows.report.types import Report, undecided
from flows.threats.generate import generate
from flows.threats.types import Context
from flows.workload.model import Workload
from tests.flows.models import shipped_library

FILE = Path(__file__).parents[2] / "data" / "serverless.threatmodel.yaml"
NOW = datetime(2026, 11, 24, 2, 13, tzinfo=UTC)


@cache
def portal() -> Workload:
    workload, _ = modelfile.read(FILE.read_bytes(), FILE.name, shipped_library(), str)
    return workload


def reported(workload: Workload) -> Report:
    library = shipped_library()
    generation = generate(workload, library, context=Context(today=NOW.date()))
    return undecided(workload, generation, NOW, layers_of(library), coverages(workload, generation, library))


@cache
def serverless() -> Report:
    return reported(portal())
