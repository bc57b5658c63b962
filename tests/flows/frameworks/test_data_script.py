"""The script that makes the lists: ids and short words are kept, other people's sentences are not."""

import csv
import shutil
from pathlib import Path

import pytest

from tests.support.documents import script

LISTS = {
    "attack_iaas.csv": (
        "id,name,iaas,identity_provider,saas,containers,tactics_v18_1,tactics_v19_1,in_v18_1,in_v19_1,replaced_by_v19",
        "T2,Old name,1,0,0,1,evasion,,1,0,T3",
        "T1,Same name,1,1,1,0,evasion|impact,,1,0,",
        "T3,New name,1,0,0,0,,impairment,0,1,",
        "T4,Same name,0,0,1,0,,stealth,0,1,",
    ),
    "attack_mitigations.csv": ("mitigation_id,name,iaas_techniques", "M1,Lock,2"),
    "attack_relations.csv": ("mitigation_id,technique_id", "M1,T2", "M1,T1"),
    "attack_prowler_checks.csv": ("attack_id,prowler_checks", "T1,b_check|a_check"),
    "fsbp_prowler.csv": ("control_id,service,prowler_checks", "S3.1,S3,"),
    "cis_aws.csv": (
        "version,id,level,assessment,n_checks,prowler_checks,own_label",
        "7.0,2.10,Level 1,Manual,1,c_check,our label",
        "7.0,2.9,Level 2,Manual,0,,(no automated check; write own wording)",
    ),
    "cis_crosswalk_by_check.csv": ("prowler_check,cis_7.0", "d_check,2.1"),
    "prowler_aws.csv": ("check", "b_check", "e_check"),
    "wa_sec.csv": (
        "id,title,area,slug,url,prowler_id_old_edition,same_number,prowler_match,risk_in_prowler,prowler_checks",
        "SEC1-BP1,Title,Area,sec_one,https://x,SEC1-BP2,0,slug,High,a_check",
        "SEC1-BP2,Title,Area,sec_two,https://x,SEC1-BP1,0,assumed-successor,High,",
    ),
    "zt_map.csv": (
        "tenet,short_name_own_words,cisa_pillar,rule_pack_test (what a mitigation must do to claim it),wa_bp_examples",
        "1,Ours,Data,it must,SEC1",
    ),
    "ctid_aws_mappings.csv": (
        "capability_id,capability_group,attack_id,attack_name,score_category,score_value,mapping_type",
        "aws_s3,g,T1,n,protect,partial,t",
        "aws_s3,g,T1,n,protect,partial,t",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, lines in LISTS.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def table(content: str) -> list[list[str]]:
    return list(csv.reader(content.splitlines()))[1:]


def test_the_lists_are_made_from_the_folder(folder: Path) -> None:
    made = script("frameworks").tables(folder)
    assert [row[0] for row in table(made["attack_techniques.csv"])] == ["T1", "T2", "T3", "T4"]
    assert {row[0]: row[5] for row in table(made["attack_techniques.csv"])}["T2"] == "T3"
    assert {row[0]: row[5] for row in table(made["attack_techniques.csv"])}["T1"] == "T4", "the same name goes on"
    assert table(made["attack_techniques.csv"])[0][2] == "IaaS|Identity Provider|SaaS"
    assert table(made["attack_mitigations.csv"]) == [["M1", "Lock"], ["M1046", "Boot Integrity"]]
    assert table(made["attack_pairs.csv"]) == [["M1", "T1|T2"]]
    assert table(made["cis.csv"]) == [["7.0", "2.9", "2", "", ""], ["7.0", "2.10", "1", "our label", "c_check"]]
    assert [row[4] for row in table(made["well_architected.csv"])] == ["SEC1-BP2", ""], "a guess is no number"
    assert table(made["zero_trust.csv"]) == [["1", "Ours", "Data", "it must"]]
    assert [row[0] for row in table(made["prowler_checks.csv"])] == [f"{one}_check" for one in "abcde"]
    assert table(made["ctid.csv"]) == [["aws_s3", "T1", "protect", "partial"]]


def test_the_same_lists_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    frameworks = script("frameworks")
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in LISTS:
        shutil.copy(folder / name, copy / name)
    assert frameworks.tables(folder) == frameworks.tables(copy)


def test_the_committed_lists_have_the_scripts_columns(folder: Path) -> None:
    frameworks = script("frameworks")
    for name, content in frameworks.tables(folder).items():
        committed = (frameworks.DATA / name).read_text(encoding="utf-8")
        assert committed.splitlines()[0] == content.splitlines()[0], name


@pytest.mark.parametrize("arguments", [[], ["no-such-folder"], ["a", "b"]])
def test_without_a_folder_it_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert script("frameworks").main(arguments) == 2
    assert "FOLDER" in capsys.readouterr().err
