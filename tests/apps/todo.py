"""A to-do list for each person: a command, modals, a Home tab, and reminders at the time that one chose."""

import json
import os
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

Json = dict[str, Any]

client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ.get("SLACK_API_URL", WebClient.BASE_URL))
app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])


numbers = count(1)


@dataclass
class Task:
    """One thing to do."""

    title: str
    priority: str = "normal"
    notes: str = ""
    done: bool = False
    id: str = field(default_factory=lambda: str(next(numbers)))


lists: dict[str, dict[str, Task]] = {}


def tasks_of(user: str) -> dict[str, Task]:
    return lists.setdefault(user, {})


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


PRIORITIES = [option("High", "high"), option("Normal", "normal"), option("Low", "low")]


def line(task: Task) -> str:
    flag = ":red_circle: " if task.priority == "high" else ""
    text = f"~{task.title}~" if task.done else f"{flag}{task.title}"
    return f"{text}\n_{task.notes}_" if task.notes else text


# The command


@app.command("/todo")
def todo(ack: Ack, command: Json, respond: Respond, client: WebClient) -> None:
    ack()
    word, _, text = command["text"].partition(" ")
    user = command["user_id"]
    if word == "add" and text:
        task = Task(text)
        tasks_of(user)[task.id] = task
        respond(f"Added: {text}")
        publish(client, user)
    elif word == "add":
        client.views_open(trigger_id=command["trigger_id"], view=form("add", Task("", id="new")))
    elif word == "clear":
        respond(
            blocks=[
                {"type": "section", "text": plain("Forget all that is done?")},
                {"type": "actions", "elements": [button("Forget", "forget", style="danger"), button("Keep", "keep")]},
            ],
            text="Forget all that is done?",
        )
    elif word in ("", "list"):
        respond(blocks=listed(user), text="Your list")
    else:
        respond(f"I do not know `{word}`. Try `/todo add buy milk`.")


def button(text: str, action_id: str, **more: str) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def listed(user: str) -> list[Json]:
    tasks = tasks_of(user).values()
    if not tasks:
        return [{"type": "section", "text": plain("Nothing to do.")}]
    return [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": line(task)},
            "accessory": button("Edit", "edit", value=task.id),
        }
        for task in tasks
    ]


@app.action("forget")
def forget(ack: Ack, body: Json, respond: Respond, client: WebClient) -> None:
    ack()
    user = body["user"]["id"]
    lists[user] = {task.id: task for task in tasks_of(user).values() if not task.done}
    respond("Forgotten.", replace_original=True)
    publish(client, user)


@app.action("keep")
def keep(ack: Ack, respond: Respond) -> None:
    ack()
    respond(delete_original=True)


# The modals


def form(callback_id: str, task: Task) -> Json:
    title = {"type": "plain_text_input", "action_id": "value", "max_length": 80}
    remind = {"type": "datetimepicker", "action_id": "value"}
    chosen = next(item for item in PRIORITIES if item["value"] == task.priority)
    blocks: list[Json] = [
        {
            "type": "input",
            "block_id": "title",
            "label": plain("Title"),
            "element": title | ({"initial_value": task.title} if task.title else {}),
        },
        {
            "type": "input",
            "block_id": "priority",
            "label": plain("Priority"),
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": PRIORITIES,
                "initial_option": chosen,
            },
        },
    ]
    if callback_id == "add":
        blocks.append(
            {"type": "input", "block_id": "remind", "optional": True, "label": plain("Remind me"), "element": remind}
        )
    else:
        notes = {"type": "section", "block_id": "notes", "text": plain(task.notes or "No notes.")}
        blocks.append(notes | {"accessory": button("Write notes", "write_notes")})
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps({"task": task.id}),
        "title": plain("New" if callback_id == "add" else "Edit"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def entered(view: Json, block: str) -> Json:
    value: Json = view["state"]["values"][block]["value"]
    return value


def task_in(view: Json, user: str) -> Task:
    return tasks_of(user)[json.loads(view["private_metadata"])["task"]]


def is_taken(user: str, title: str, except_for: str = "") -> bool:
    return any(task.title == title and task.id != except_for for task in tasks_of(user).values())


@app.view("add")
def added(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
    user, title = body["user"]["id"], entered(view, "title")["value"]
    if is_taken(user, title):
        ack(response_action="errors", errors={"title": "That is on your list already."})
        return
    ack()
    task = Task(title, entered(view, "priority")["selected_option"]["value"])
    tasks_of(user)[task.id] = task
    publish(client, user)
    moment = entered(view, "remind")["selected_date_time"]
    if moment:
        channel = client.conversations_open(users=user)["channel"]["id"]
        client.chat_scheduleMessage(
            channel=channel, post_at=moment, text=f"Time to {title}", blocks=reminder(task.id, f"Time to {title}")
        )
        client.chat_postMessage(channel=channel, text=f"I will remind you: {title}")


def reminder(task: str, text: str) -> list[Json]:
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "actions", "elements": [button("Done", "reminded", value=task, style="primary")]},
    ]


@app.action("reminded")
def reminded(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
    ack()
    user = body["user"]["id"]
    task = tasks_of(user)[action["value"]]
    task.done = True
    client.chat_update(
        channel=body["channel"]["id"],
        ts=body["message"]["ts"],
        text=f"Done: {task.title}",
        blocks=[{"type": "section", "text": plain(f"Done: {task.title}")}],
    )
    publish(client, user)


@app.action("edit")
def edit(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=form("edit", tasks_of(body["user"]["id"])[action["value"]]))


@app.action("write_notes")
def write_notes(ack: Ack, body: Json, client: WebClient) -> None:
    ack()
    task = task_in(body["view"], body["user"]["id"])
    element = {"type": "plain_text_input", "action_id": "value", "multiline": True}
    client.views_push(
        trigger_id=body["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "notes",
            "private_metadata": body["view"]["private_metadata"],
            "title": plain("Notes"),
            "submit": plain("Keep"),
            "close": plain("Back"),
            "blocks": [
                {"type": "section", "text": plain(f"About: {task.title}")},
                {"type": "input", "block_id": "text", "label": plain("Notes"), "element": element},
            ],
        },
    )


@app.view("notes")
def noted(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
    text = entered(view, "text")["value"]
    if len(text) > 40:
        ack(response_action="errors", errors={"text": "Shorter, please: 40 characters."})
        return
    task = task_in(view, body["user"]["id"])
    task.notes = text
    ack()
    client.views_update(view_id=view["root_view_id"], view=form("edit", task))


@app.view("edit")
def edited(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
    user, title = body["user"]["id"], entered(view, "title")["value"]
    task = task_in(view, user)
    if is_taken(user, title, task.id):
        ack(response_action="errors", errors={"title": "That is on your list already."})
        return
    task.title, task.priority = title, entered(view, "priority")["selected_option"]["value"]
    ack()
    publish(client, user)


# The Home tab


@app.event("app_home_opened")
def opened(event: Json, client: WebClient) -> None:
    publish(client, event["user"])


def publish(client: WebClient, user: str) -> None:
    tasks = list(tasks_of(user).values())
    blocks: list[Json] = [{"type": "header", "text": plain(f"{sum(not task.done for task in tasks)} to do")}]
    if tasks:
        boxes = [option(task.title, task.id) for task in tasks[:10]]
        ticked = [box for box, task in zip(boxes, tasks, strict=False) if task.done]
        element: Json = {"type": "checkboxes", "action_id": "ticked", "options": boxes}
        blocks.append({"type": "actions", "elements": [element | ({"initial_options": ticked} if ticked else {})]})
    for task in tasks:
        menu = [option("Edit", f"edit:{task.id}"), option("Delete", f"delete:{task.id}")]
        blocks.append(
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": line(task)},
                "accessory": {"type": "overflow", "action_id": "more", "options": menu},
            }
        )
    client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})


@app.action("ticked")
def ticked(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
    ack()
    user = body["user"]["id"]
    chosen = {item["value"] for item in action["selected_options"]}
    for task in tasks_of(user).values():
        task.done = task.id in chosen
    publish(client, user)


@app.action("more")
def more(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
    ack()
    user = body["user"]["id"]
    what, _, task = action["selected_option"]["value"].partition(":")
    if what == "edit":
        client.views_open(trigger_id=body["trigger_id"], view=form("edit", tasks_of(user)[task]))
    else:
        del tasks_of(user)[task]
        publish(client, user)


if __name__ == "__main__":
    app.start(port=int(os.environ.get("PORT", "3000")))
