"""Each validator of the lint against a pack that passes all of them, with one piece of it exchanged."""

import pytest

from flows.authoring.lint import LIBRARY_VALIDATORS, VALIDATORS
from tests.flows.authoring.gate import QUIET, WALL, found

RULE, FAKE, LOCK = "threats/0", "threats/1", "mitigations/lock-it"
BAD = [
    (
        "attack-technique",
        "attack: [T1530]",
        "attack: [T1531000]",
        f"{RULE}/refs/attack/0",
        "no technique of ATT&CK's cloud",
    ),
    (
        "attack-technique",
        "attack: [T1530]",
        "attack: [T1685.002]",
        f"{RULE}/refs/attack/0",
        "is called T1562.008 in ATT&CK v18.1",
    ),
    ("attack-technique", "attack: [T1530]", "attack: [T1687]", f"{RULE}/refs/attack/0", "has no place in ATT&CK v18.1"),
    ("attack-mitigation", "M1022", "M9022", f"{LOCK}/attack_mitigation", "is no mitigation of ATT&CK's"),
    (
        "attack-pair",
        "M1022",
        "M1027",
        f"{LOCK}/attack_mitigation",
        "M1027 does not counter T1530 of walks-in (ATT&CK has M1018",
    ),
    (
        "attack-pair",
        "attack: [T1530]",
        "attack: [T1082]",
        f"{LOCK}/attack_mitigation",
        "(ATT&CK has no mitigation for it)",
    ),
    ("cwe", "CWE-552", '"552"', f"{RULE}/refs/cwe/0", "such as CWE-639"),
    ("cwe", "CWE-552", "CWE-284", f"{RULE}/refs/cwe/0", "too broad"),
    (
        "well-architected",
        "sec_permissions_analyze_cross_account",
        "SEC03-BP07",
        f"{RULE}/refs/well_architected/0",
        "write sec_permissions_analyze_cross_account",
    ),
    (
        "well-architected",
        "sec_permissions_analyze_cross_account",
        "sec_permissions_analyse_cross_account",
        f"{RULE}/refs/well_architected/0",
        "did you mean",
    ),
    (
        "cis",
        '"7.0/3.1.4"',
        '"2.1.4"',
        f"{RULE}/refs/cis/0",
        "of which version it is; write one of 4.0/2.1.4 (s3 bucket level public access block)",
    ),
    ("cis", '"7.0/3.1.4"', '"7.0/99.1"', f"{RULE}/refs/cis/0", "is no id of the CIS benchmark"),
    ("owasp", "API1:2023", "API11:2023", f"{RULE}/refs/owasp_api/0", "such as API1:2023"),
    ("owasp", "I10:2018", "I10", f"{RULE}/refs/owasp_iot/0", "such as I1:2018"),
    (
        "linddun",
        "data-disclosure",
        "disclosure",
        f"{RULE}/linddun/0",
        "is no kind of LINDDUN's; did you mean `data-disclosure`?",
    ),
    (
        "zero-trust",
        "each request is decided before the gate opens",
        "the gate is good",
        f"{LOCK}/zero_trust/0",
        "tenet 6 is not earned by `the gate is good`",
    ),
    (
        "evidence-check",
        "s3_bucket_public_access",
        "s3_bucket_public_acces",
        f"{LOCK}/evidence/0/check",
        "did you mean `s3_bucket_public_access`?",
    ),
    ("evidence-check", "CKV_AWS_20", "CKV-20", f"{LOCK}/evidence/1/check", "such as CKV_AWS_20"),
    (
        "evidence-check",
        "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "s3-public",
        f"{LOCK}/evidence/2/check",
        "as config writes its checks",
    ),
    ("evidence-check", "S3.8", "S3-8", f"{LOCK}/evidence/3/check", "as security-hub writes its checks"),
    (
        "evidence-check",
        "s3_bucket_object_versioning",
        "s3_versions",
        f"{LOCK}/not_evidence/0/check",
        "know no Prowler check `s3_versions`",
    ),
    ("evidence-tool", "tool: checkov", "tool: chekov", f"{LOCK}/evidence/1/tool", "did you mean `checkov`?"),
    (
        "evidence-age",
        'max_age_days: 30, proves: "the setting"',
        'proves: "the setting"',
        f"{LOCK}/evidence/3",
        "add `max_age_days`",
    ),
    (
        "evidence-limits",
        'proves_not: "other gates"',
        'proves_not: "N/A"',
        f"{LOCK}/evidence/3/proves_not",
        "says nothing",
    ),
    (
        "evidence-limits",
        'proves_not: "other gates"',
        'proves_not: "The setting."',
        f"{LOCK}/evidence/3/proves_not",
        "says nothing",
    ),
    (
        "evidence-both",
        "s3_bucket_object_versioning",
        "s3_bucket_public_access",
        f"{LOCK}/not_evidence/0/check",
        "keep it in one of them",
    ),
    (
        "evidence-template",
        "tool: template, check: opens_to",
        "tool: template, check: opens_too",
        f"{LOCK}/evidence/4/check",
        "is no fact of this pack that a template answers; did you mean `opens_to`?",
    ),
    (
        "evidence-template",
        "tool: template, check: opens_to",
        "tool: template, check: key_kept",
        f"{LOCK}/evidence/4/check",
        "has no `from`",
    ),
    ("fact-unused", "    helped_by: [look]\n", "", "facts/watched", "no rule rests on the fact `watched`"),
    ("mitigation-unused", "    helped_by: [look]\n", "", "mitigations/look", "no rule names the mitigation `look`"),
    ("examples", WALL, "{fake-key: ruled out}", RULE, "no example shows walks-in ruled out"),
    ("examples", "walks-in: open", "walks-in: to confirm", RULE, "no example shows walks-in open"),
    ("examples", "fake-key: mitigated", "fake-key: open", FAKE, "no example shows fake-key mitigated"),
    ("examples", "fake-key: to confirm", "fake-key: open", FAKE, "no example shows fake-key to confirm"),
    ("quiet", QUIET, "", "", "the pack has no `quiet`"),
    ("question", "without a key?", "without a key.", "facts/opens_to/ask", "ends with a question mark"),
    ("length", "Who can open", f"{'Who can ' * 31}open", "facts/opens_to/ask", "at most 250 fit"),
    (
        "length",
        '"The neighbours"',
        f'"The {"near " * 40}neighbours"',
        "facts/opens_to/choices/neighbours",
        "at most 200 fit",
    ),
    ("length", "Push it and see.", f"Push it{', wait, push' * 25}.", f"{RULE}/first_step", "at most 250 fit"),
    ("length", "A stranger walks in", f"A {'very odd ' * 9}stranger", f"{RULE}/title", "at most 80 fit"),
    ("length", "title: Gate", f"title: Gate{' of the house' * 7}", "title", "at most 80 fit"),
    ("reads", "Whoever opens it", "Whoever  opens it", "facts/opens_to/why", "has a space too many"),
    ("reads", "Turn the key", "TODO: turn the key", f"{LOCK}/how/0", "is not finished: `TODO`"),
    ("reads", "people pass by", "people people pass by", f"{RULE}/likelihood/because", "says `people` twice in a row"),
    (
        "reads",
        '"walks through {component}"',
        '"walks through {component}."',
        f"{RULE}/action",
        "leave out the full stop",
    ),
    ("scanners-blind", '    scanners_blind_because: "no scanner walks"\n', "", RULE, "why no scanner finds walks-in"),
    ("rule-named", "people pass by", "people pass by: see fake-kye", f"{RULE}/likelihood/because", "mean `fake-key`?"),
    ("rule-named", "people pass by", "see app.gate/fakekey", f"{RULE}/likelihood/because", "mean `app.gate/fake-key`?"),
    ("who", "who: [developer, operations]", "who: []", "facts/opens_to/who", "names nobody who knows"),
    (
        "who",
        "who: [developer, operations]",
        "who: [developer, operations, architect, security]",
        "facts/opens_to/who",
        "names 4 roles",
    ),
    ("who", "who: [developer, operations]", "who: [developer, developer]", "facts/opens_to/who", "names a role twice"),
    ("who", "who: [developer, operations]", "who: redteam", "facts/opens_to/who", "name the role that knows"),
    (
        "same-question",
        "Where is the key of {component} kept?",
        "Who can open {target} without a key?",
        "facts/opens_to/ask",
        "asks what `app.gate/key_kept` asks",
    ),
    ("names", "garden gate", "web browser", "", ""),
    ("names", "garden gate", "datastore", "names", "is the type datastore"),
    ("was", "was: [strolls-in]", "was: [fake-key]", f"{RULE}/was/0", "leads to fake-key already"),
    ("layers", "network: customer", "netwrk: customer", "layers/netwrk", "did you mean `network`?"),
]
"""Check, what is exchanged, by what, where it is found, and a part of the sentence; no place where nothing is found."""


@pytest.mark.parametrize(("check", "old", "new", "path", "said"), BAD, ids=lambda value: str(value)[:24])
def test_each_validator_finds_its_fault(check: str, old: str, new: str, path: str, said: str) -> None:
    findings = [one for one in found(old, new) if one.check == check]
    if not said:
        assert findings == []
        return
    assert [one.place.path for one in findings] == [path]
    assert said in findings[0].sentence
    assert findings[0].place.file == "gate.yaml"
    assert findings[0].place.line > 0


def test_each_validator_is_tried() -> None:
    alone = {"attack-strength", "choice-idle", "same-statement", "breadth"}
    assert {one.check for one in (*VALIDATORS, *LIBRARY_VALIDATORS)} == {check for check, *_ in BAD} | alone
