"""A name that nothing has: one exit code and one form of sentence, whichever command was given it."""

import re
from pathlib import Path

import pytest

from tests.bot.commands.command_line import CommandLine


@pytest.mark.parametrize(
    ("words", "wrong", "near"),
    [
        (["packs", "show", "aws.s4"], "aws.s4", "aws.s3"),
        (["packs", "lint", "aws.s4"], "aws.s4", "aws.s3"),
        (["packs", "lint", "aws.s3", "aws.s4"], "aws.s4", "aws.s3"),
        (["packs", "test", "aws.s4"], "aws.s4", "aws.s3"),
        (["packs", "diff", "aws.s4", "aws.s3"], "aws.s4", "aws.s3"),
        (["packs", "diff", "aws.s3", "aws.s4"], "aws.s4", "aws.s3"),
        (["frameworks", "show", "attak"], "attak", "attack"),
        (["bench", "requst"], "requst", "request"),
    ],
    ids=" ".join,
)
def test_a_name_that_nothing_has_ends_with_two_and_the_nearest(
    threatbot: CommandLine, words: list[str], wrong: str, near: str
) -> None:
    ran = threatbot(*words)
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(rf"no [a-z, ]+ is called `{wrong}`; did you mean `{near}`\?\n", ran.err)


@pytest.mark.parametrize("words", [["lint"], ["diff", "aws.s3"]], ids=" ".join)
def test_a_name_longer_than_any_file_has_is_a_name_that_nothing_has(threatbot: CommandLine, words: list[str]) -> None:
    ran = threatbot("packs", *words, "x" * 300)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("no pack, file or folder is called `xxx")


def test_a_model_below_a_file_is_a_model_file_that_is_not_there(threatbot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("{threatbot: 1, id: shop, name: Shop}")
    below, missing = threatbot("generate", "shop.yaml/x.yaml"), threatbot("generate", "missing.yaml")
    assert below.code == missing.code == 3
    assert below.err.replace("shop.yaml/x.yaml", "missing.yaml") == missing.err


@pytest.mark.parametrize("command", ["show", "lint", "test"])
def test_a_name_like_no_other_is_named_once(threatbot: CommandLine, command: str) -> None:
    ran = threatbot("packs", command, "nosuch")
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"no [a-z, ]+ is called `nosuch`\n", ran.err)
