"""An entry of the audit log: who did what to what, with a salted digest.

The digests are what a later chain seals: salted, so that ``detail`` can be erased and the chain still holds.
"""

import hashlib
import json
import secrets
from datetime import datetime


def digest_of(salt: str, at: datetime, by: str, what: str, subject: str, detail: dict[str, object]) -> str:
    """The salted digest of one entry."""
    body = json.dumps([at.isoformat(), by, what, subject, detail], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def entry(at: datetime, by: str, what: str, subject: str, detail: dict[str, object]) -> dict[str, object]:
    """The columns of one entry."""
    salt = secrets.token_hex(8)
    digest = digest_of(salt, at, by, what, subject, detail)
    return {"at": at, "by": by, "what": what, "subject": subject, "detail": detail, "salt": salt, "digest": digest}
