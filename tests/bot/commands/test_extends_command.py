"""``generate`` on a model file that extends others: found by path or id, inherited, refused where it leads nowhere."""

import json
from pathlib import Path

import pytest

from tests.bot.commands.command_line import CommandLine

PLATFORM = """
threatbot: 1
id: platform
name: Our platform
kind: platform
facts: {workload/changes_alone: {value: nothing, by: platform team}, workload/goes_live_by: pipeline}
"""
SYSTEM = """
threatbot: 1
id: shop
name: Shop
extends: platform.threatmodel.yaml
assets: [{id: people, name: Customers, category: [personal]}]
components: [{id: files, name: Files, type: aws.s3, holds: [people], facts: {open_to: some}}]
"""
FEATURE = """
threatbot: 1
id: chat
name: Chat
kind: feature
extends: shop.threatmodel.yaml
components: [{id: uploads, name: Uploads, type: aws.s3, holds: [people], facts: {open_to: some}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("platform", PLATFORM), ("shop", SYSTEM), ("chat", FEATURE)):
        (tmp_path / f"{name}.threatmodel.yaml").write_text(text)
    return tmp_path


def on(threatbot: CommandLine, path: Path) -> set[str]:
    ran = threatbot("generate", path, "--json")
    assert ran.code == 0, ran.err
    return {one["on"] for one in json.loads(ran.out)["threats"]}


def test_a_feature_shows_only_what_it_adds_and_a_system_all_of_it(threatbot: CommandLine, folder: Path) -> None:
    assert on(threatbot, folder / "chat.threatmodel.yaml") == {"uploads"}
    assert "files" in on(threatbot, folder / "shop.threatmodel.yaml")


def test_a_report_says_that_only_what_is_added_is_listed(threatbot: CommandLine, folder: Path) -> None:
    said = "Only what it adds to Shop is listed, and what it makes worse there."
    for name in ("text", "markdown", "html"):
        assert said in threatbot("generate", folder / "chat.threatmodel.yaml", "--format", name).out
        assert "Only what it adds" not in threatbot("generate", folder / "shop.threatmodel.yaml", "--format", name).out


def test_an_id_is_found_among_the_files_given(threatbot: CommandLine, folder: Path) -> None:
    chat = folder / "chat.threatmodel.yaml"
    chat.write_text(FEATURE.replace("shop.threatmodel.yaml", "shop"))
    result = threatbot("generate", chat, folder / "shop.threatmodel.yaml")
    assert result.code == 0, result.err


def test_what_is_not_there_is_named_with_what_to_do(threatbot: CommandLine, folder: Path) -> None:
    chat = folder / "chat.threatmodel.yaml"
    chat.write_text(FEATURE.replace("shop.threatmodel.yaml", "shpo.threatmodel.yaml"))
    result = threatbot("generate", chat)
    assert result.code == 3
    assert "there is no file shpo.threatmodel.yaml beside this one" in result.err


def test_a_circle_is_refused(threatbot: CommandLine, folder: Path) -> None:
    shop = folder / "shop.threatmodel.yaml"
    shop.write_text(SYSTEM.replace("platform.threatmodel.yaml", "shop.threatmodel.yaml"))
    result = threatbot("generate", shop)
    assert (result.code, "in a circle: shop.threatmodel.yaml -> shop.threatmodel.yaml" in result.err) == (3, True)


def test_a_platform_cannot_stand_on_a_system(threatbot: CommandLine, folder: Path) -> None:
    platform = folder / "platform.threatmodel.yaml"
    platform.write_text(PLATFORM + "extends: chat.threatmodel.yaml\n")
    chat = folder / "chat.threatmodel.yaml"
    chat.write_text(FEATURE.replace("extends: shop.threatmodel.yaml", "").replace(", holds: [people]", ""))
    result = threatbot("generate", platform)
    assert result.code == 3
    assert "a platform model cannot extend a feature model" in result.err


def test_what_is_in_neither_model_is_refused_with_its_line(threatbot: CommandLine, folder: Path) -> None:
    chat = folder / "chat.threatmodel.yaml"
    chat.write_text(FEATURE.replace("holds: [people]", "holds: [poeple]"))
    result = threatbot("generate", chat)
    assert result.code == 3
    assert "chat.threatmodel.yaml:7 (components/0/holds/0): there is no asset `poeple`; did you mean `people`?" in (
        result.err
    )
