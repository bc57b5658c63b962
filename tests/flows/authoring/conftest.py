"""The proofs of our own packs, read once."""

import pytest

from flows.authoring.mutation import Proofs
from flows.packs.loader import load_library


@pytest.fixture(scope="package")
def proofs() -> Proofs:
    return Proofs(load_library())
