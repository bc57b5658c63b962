"""What the local workspace draws of what is sent: a short code with no picture would stand there as letters."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_emoji_that_threatbot_sends_is_drawn() -> None:
    drawn = (ROOT / "bot/sandbox/page/static/emoji.js").read_text()
    sources = [path.read_text() for path in (ROOT / "bot/blocks").glob("*.py")]
    sent = {name for source in sources for name in re.findall(r"(?<![\w:]):([a-z_]{3,}):(?!:)", source)}
    assert len(sent) > 10
    assert [name for name in sorted(sent) if not re.search(rf"\b{name}: ", drawn)] == []
