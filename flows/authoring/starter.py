"""A first pack for an author to change: small, commented, and right from the start.

It loads, and its examples hold; what to put in place of its words is said beside them. Writing it is the command's.
"""

import re
from typing import Final

from flows.words import shown

NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")


def starter(name: str) -> str:
    """The text of a pack called ``name`` with one fact, mitigation and rule, their examples, a twin and a quiet one.

    Raises:
        ValueError: a pack cannot be called so.
    """
    if not NAME.fullmatch(name):
        told = (
            "a pack's name has 60 characters at most: small letters, digits, and - . between them, such as acme.queue"
        )
        raise ValueError(f"{shown(name)} is no name for a pack; {told}")
    title = " ".join(re.split(r"[.-]+", name))
    text = _STARTER.replace("TYPE", "any" if name.startswith("cross.") else name)
    return text.replace("NAME", name).replace("TITLE", title[:1].upper() + title[1:])


_STARTER: Final = """\
# TITLE: say here what this pack is about, and what is NOT in it and where that is.
# Each field is explained in docs/packs; the schema docs/pack.schema.json makes an editor complete and check.
pack: "NAME" # the component's type in a model file; `cross.…` for rules over any type
version: 1.0.0 # major: something means something else; minor: something is added; patch: other words
title: "TITLE"
names: [] # how people write it: [message queue, broker]
shapes: [] # how diagrams call it: [mxgraph.aws4.sqs]
iac: [] # how templates call it: [aws_sqs_queue, "AWS::SQS::Queue"]

facts:
  # What a team can answer in seconds. Ask for one thing; use words where yes would hide two cases.
  senders:
    on: component # what it is asked of: component, source, target, flow, asset, workload
    ask: "Who can send a message to {component}?"
    choices:
      nobody: "Nobody: it takes no messages" # a choice that says there is no such thing rules the threat out
      known: "Only our own services, each with a login of its own"
      anyone: "Anyone who can reach it"
    why: "What is sent is acted upon." # for the person who answers
    who: [developer, architect] # the roles that know
    unknown_leads_to: "an action item: look at who is allowed to send"
    minutes: 5

mitigations:
  # What can be done; in place when its condition holds, and proved check by check under `evidence`.
  senders-log-in:
    title: "Only senders with a login of their own are heard"
    how: ["Give each sender a login of its own", "Refuse and log everybody else"]
    effort: medium # low, medium, high
    does: prevent # prevent, contain, detect, recover; an alarm alone mitigates nothing
    done_when: {fact: senders, is: known}
    action: confirm-setting # the after-action item: confirm-setting, rule-check, roadmap
    evidence:
      - tool: person
        check: "link to the policy"
        kind: attested # run-time, plan, code, test, attested
        max_age_days: 180
        proves: "that somebody has looked"
        proves_not: "that it is still so tomorrow"

threats:
  - id: forged-message # decisions hang on it; after a change of name say `was: [forged-message]`
    family: authentication
    title: "Messages are forged"
    on: {component: "TYPE"} # or a flow, an asset, the workload
    # When the threat is possible at all: architecture and exposure. Whether something is done stands in secured_by.
    applies: {fact: senders, in: [known, anyone]}
    secured_by: # sets, each enough by itself; you say what is left
      - {all: [senders-log-in], leaves: {likelihood: 1}}
    # {component} is filled in; {senders:…} has words for each choice of the fact.
    vulnerability: "{component} {senders:nobody=takes no messages|known=knows its senders|anyone=believes anybody}"
    # The statement: "An actor <prerequisite> could <action>, which leads to <impact>." Read it aloud.
    actor: neighbouring-workload
    prerequisite: "that can reach {component}"
    action: "sends messages to {component} that nobody else would send"
    impact: "actions on false orders, with {assets}"
    first_step: "Send a message to {component} from a machine that has no business there: is it taken?"
    red_team: "from another network, send a message that looks like a real one"
    stride: [spoofing, tampering]
    refs: {attack: [], attack_reason: "say which technique it is (three at most), or why there is none", cwe: [CWE-306]}
    responsibility: {customer: "who may send"}
    likelihood: {base: 3, because: "say what has happened elsewhere, and to whom"}
    impact_of: {assets: held-by-component, lost: [integrity], at_least: 2, because: "somebody acts on the message"}
    not_this_when: "messages are only shown and never acted upon"
    scanners_blind_because: "say what tools look at, and why that does not show it"

examples:
  # At least one for each state. A twin differs in one fact: it proves that this fact matters.
  - {name: open-to-all, given: {senders: anyone}, expect: {forged-message: open, likelihood: 3}}
  - {name: logged-in, given: {senders: known}, expect: {forged-message: mitigated, likelihood: 1}, twin_of: open-to-all}
  - {name: no-messages, given: {senders: nobody}, expect: {forged-message: ruled out}, twin_of: open-to-all}
  - {name: not-known, given: {}, expect: {forged-message: to confirm, asks: senders}, twin_of: open-to-all}

# A hardened workload, and how many threats may be open on it.
quiet: {given: {senders: known}, at_most: 0}
"""
