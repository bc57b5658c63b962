"""Components and flows as Markdown tables, for formats without a drawing; cut between rows where need be."""

from collections.abc import Iterable, Sequence

from flows.report.escape import code, markdown
from flows.workload.model import Workload


def components_table(workload: Workload, limit: int) -> str:
    """Each component with its type, zone and assets, in at most ``limit`` characters; empty where there is none."""
    zones = {zone.id: zone.name for zone in workload.zones}
    assets = {asset.id: asset.name for asset in workload.assets}
    rows = (
        (
            markdown(one.name),
            code(one.type),
            markdown(zones.get(one.zone or "", "–")),
            markdown(", ".join(assets.get(each, each) for each in one.holds) or "–"),
        )
        for one in workload.components
    )
    return _table(("Component", "Type", "Zone", "Holds"), rows, limit)


def flows_table(workload: Workload, limit: int) -> str:
    """Each flow with its ends, kind and assets, in at most ``limit`` characters; empty where there is none."""
    names = {one.id: one.name for one in workload.components}
    assets = {asset.id: asset.name for asset in workload.assets}
    rows = (
        (
            markdown(names.get(one.from_, one.from_)),
            markdown(names.get(one.to, one.to)),
            one.kind,
            markdown(one.protocol or "–"),
            markdown(", ".join(assets.get(each, each) for each in one.carries) or "–"),
        )
        for one in workload.flows
    )
    return _table(("From", "To", "Kind", "Protocol", "Carries"), rows, limit)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], limit: int) -> str:
    lines = [_row(head), _row(["---"] * len(head))]
    lines += [_row(row) for row in rows]
    if len(lines) == 2:
        return ""
    used, kept = 0, 0
    for line in lines:
        used += 2 * len(line) + 1  # a character may count twice, see ``threat_composer.cut``
        if used > limit - 100:
            break
        kept += 1
    left = len(lines) - kept
    return "\n".join([*lines[:kept], *([f"\n… and {left} more."] if left else [])])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
