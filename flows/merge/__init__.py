"""A new generation against what the store keeps: what came, what stayed, what changed, what is gone.

Human decisions are never lost or overwritten: every row that was known is in ``Merge.rows``. A decision that no longer
holds is not deleted either; it is marked as reopened, with the reason. Storing rows is the bot's.
"""

from flows.merge.difference import merge
from flows.merge.ends import void
from flows.merge.names import Names, names_of
from flows.merge.types import (
    Basis,
    Change,
    Decision,
    Known,
    Merge,
    Reopened,
    Status,
    Stood,
    basis_of,
    status,
)
from flows.merge.worse import Told, Worse, worse

__all__ = [
    "Basis", "Change", "Decision", "Known", "Merge", "Names", "Reopened", "Status", "Stood", "Told", "Worse",
    "basis_of", "merge", "names_of", "status", "void", "worse",
]  # fmt: skip
