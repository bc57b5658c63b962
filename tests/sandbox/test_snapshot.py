"""The workspace as one document: the same history gives the same bytes, and what is loaded works on as before."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from bot.sandbox.driver import Person, Workspace
from tests.sandbox.page_bot import build
from tests.sandbox.small_bot import Json, SmallBot
from tests.support.manifests import small_file

SEEN = ("developer", "security", "guest")


def taken(workspace: Workspace) -> str:
    """The snapshot as it comes."""
    return workspace.read("snapshot")


def loaded(workspace: Workspace, body: str) -> httpx.Response:
    """A snapshot, put in the place of what there is."""
    headers = {"authorization": f"Bearer {workspace.token}"}
    return httpx.put(f"{workspace.url}/_workspace/snapshot", content=body.encode(), headers=headers, timeout=10)


def lives(workspace: Workspace) -> None:
    """A bit of everything: a thread, a modal, an ephemeral, a file, a reaction, a private channel, the Home tab."""
    developer = workspace.person("developer")
    root = developer.says("Hello", files={"a.txt": b"one"})
    developer.says("A reply", thread=root)
    workspace.person("security").does("react", channel="#checkout-design", ts=root.ts, name="eyes")
    developer.types("/threatmodel show")
    developer.types("/threatmodel help")
    developer.does("command", channel="#general", text="/create-private plans")
    developer.opens_home()
    developer.types("/threatmodel new")
    developer.chooses("Name", "Half typed")
    workspace.clock.advance("P3D")


def test_it_is_loaded_again_byte_by_byte_and_all_goes_on(app: App, workspace: Workspace, client: WebClient) -> None:
    heard = build(app)
    lives(workspace)
    before = taken(workspace)
    screens = [workspace.person(role).screen() for role in SEEN]
    developer = workspace.person("developer")
    root = developer.message_with("Hello")
    developer.says("Forgotten by the load")
    after = taken(workspace)
    assert after != before
    assert loaded(workspace, before).json() == {"ok": True, "app": False}
    assert taken(workspace) == before
    assert [workspace.person(role).screen() for role in SEEN] == screens
    developer.says("Forgotten by the load")
    assert taken(workspace) == after, "ids go on as they did"
    developer.chooses("Zone", "internet")
    developer.submits()
    assert heard.submitted[0]["name"]["value"]["value"] == "Half typed"
    developer.sees("First question: which zone?")
    developer.says("In the thread", thread=root)
    assert client.conversations_replies(channel=root.channel, ts=root.ts)["messages"][-1]["text"] == "In the thread"
    developer.clicks("Mitigate")
    assert heard.clicked


def test_what_waits_is_delivered_after_the_load(workspace: Workspace, bot: SmallBot) -> None:
    bot.answer = lambda body: (500, {})
    workspace.person("developer").act("message", channel="#general", text="Anyone?")
    before = taken(workspace)
    bot.answer = lambda body: (200, {})
    workspace.clock.advance("PT2M")
    assert workspace.get("inspector/waiting")["waiting"] == []
    loaded(workspace, before)
    assert len(workspace.get("inspector/waiting")["waiting"]) == 1
    workspace.clock.advance("PT2M")
    assert workspace.get("inspector/waiting")["waiting"] == []
    assert any('"Anyone?"' in body for _, body in bot.requests)


def test_an_app_that_runs_on_is_told_the_time_of_what_was_loaded(workspace: Workspace, bot: SmallBot) -> None:
    before = taken(workspace)
    workspace.clock.advance("P9D")
    loaded(workspace, before)
    workspace.person("developer").act("message", channel="#general", text="Now")
    assert bot.clocks[-1] == "2026-01-05T09:00:00+00:00"


def edited(change: Callable[[Json], object]) -> Callable[[str], str]:
    """A snapshot after a change of its records."""

    def apply(body: str) -> str:
        document = json.loads(body)
        change(document["records"])
        return json.dumps(document)

    return apply


WRONG = [
    (lambda body: body[:-20], "This is not JSON"),
    (lambda body: "[1]", "This is no snapshot of a workspace"),
    (lambda body: body.replace('"snapshot": 1', '"snapshot": 7'), "of version 7; this workspace reads 1"),
    (lambda body: '{"snapshot": 1, "records": []}', '"records" must be an object'),
    (edited(lambda records: records.update(Messages=[])), "'Messages' is no kind of record; there are Canvas, Channel"),
    (edited(lambda records: records.pop("User")), "a workspace without people is none"),
    (edited(lambda records: records["User"][0].update(tz=5)), "records/User/0/tz must be str"),
    (edited(lambda records: records["User"][0].update(age=5)), "records/User/0/age is no field of a User"),
    (edited(lambda records: records["User"][1].pop("name")), "records/User/1/name is missing"),
    (edited(lambda records: records["User"].append(records["User"][0])), "is there twice"),
    (edited(lambda records: records["Channel"][0].update(members=["U404"])), "do not hold together"),
]


@pytest.mark.parametrize(("change", "told"), WRONG)
def test_what_is_no_snapshot_is_refused_and_changes_nothing(
    workspace: Workspace, change: Callable[[str], str], told: str
) -> None:
    workspace.person("developer").act("message", channel="#security", text="Kept")
    before = taken(workspace)
    answer = loaded(workspace, change(before))
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "no_snapshot"
    assert told in answer.json()["error"]["message"]
    assert taken(workspace) == before
    assert not list(workspace.database.parent.glob("*-preparing*"))


TEXTS = st.text(alphabet="ab <&*\u00e9\U0001f600", min_size=1, max_size=12)
COMMANDS = ("/threatmodel new", "/threatmodel show", "/threatmodel help", "/invite guest")
OPEN = {"view_id": "V0000000001"}


def act(kind: str, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[str, Json]]:
    """An act of a kind, its fields drawn."""
    return st.tuples(st.just(kind), st.fixed_dictionaries(fields))


ACTS = st.one_of(
    act("message", channel=st.sampled_from(["#general", "#security"]), text=TEXTS),
    act("command", channel=st.just("#checkout-design"), text=st.sampled_from(COMMANDS)),
    act("set", target=st.just(OPEN), label=st.just("Name"), value=TEXTS),
    act("close", view_id=st.just(OPEN["view_id"])),
    act("click", target=st.just({"home": True}), label=st.just("Mitigate")),
    act("home"),
    act("join", channel=st.just("#security")),
    act("leave", channel=st.just("#security")),
    act("clock", advance=st.sampled_from(["P1D", "PT5M", "P90D"])),
)
HISTORIES = st.lists(st.tuples(st.sampled_from(SEEN), ACTS), max_size=8)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Workspace]]:
    """Two workspaces of the same secrets with the same app, apart from their ports."""
    folder = tmp_path_factory.mktemp("pair")
    bots = [SmallBot(), SmallBot()]
    made = [Workspace(bot.url, folder / f"{index}.db", small_file(folder)) for index, bot in enumerate(bots)]
    with made[0] as one, made[1] as other:
        for bot, workspace in zip(bots, made, strict=True):
            app = bot.connect(workspace)
            app.error(lambda error: BoltResponse(status=200))  # events that no listener takes
            build(app)
        yield one, other
    for bot in bots:
        bot.stop()


@pytest.fixture(scope="module")
def blank(pair: tuple[Workspace, Workspace]) -> str:
    """The two as they begin."""
    assert taken(pair[0]) == taken(pair[1])
    return taken(pair[0])


@given(history=HISTORIES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_acts_give_the_same_bytes(pair: tuple[Workspace, Workspace], blank: str, history: list) -> None:  # type: ignore[type-arg]
    for workspace in pair:
        assert loaded(workspace, blank).status_code == 200
        for role, (kind, fields) in history:
            Person(workspace, role).act(kind, **fields)
    assert taken(pair[0]) == taken(pair[1])


def test_a_file_that_an_earlier_process_prepared_takes_over_at_the_next_start(
    app: App, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.person("developer").says("Old", channel="#security")
    workspace.stop()
    (tmp_path / "workspace.db-preparing").write_text("half of one")
    (tmp_path / "workspace.db").rename(tmp_path / "workspace.db-next")
    workspace.start()
    workspace.person("developer").sees("Old")
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(("-preparing", "-next"))]
