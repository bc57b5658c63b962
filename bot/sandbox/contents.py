"""The bytes of files: how they come in, and who may have them. What is known of a file is told in `api/files.py`."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.api.authority import ended, holder
from bot.sandbox.api.files import content_of, is_visible, keep_content, upload_key
from bot.sandbox.context import Context
from bot.sandbox.records import File
from bot.sandbox.workspace import Workspace


def routes(context: Context) -> list[BaseRoute]:
    """The addresses, for the server to mount."""
    contents = _Contents(context.workspace)
    return [
        Route("/upload/v1/{file}/{key}", contents.upload, methods=["POST", "PUT"]),
        Route("/files-pri/{file}/{name:path}", contents.private_file),
        Route("/_workspace/files/{file}", contents.file),
    ]


class _Contents:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def file(self, request: Request) -> Response:
        """A file, for people."""
        return self._content(request.path_params["file"])

    async def private_file(self, request: Request) -> Response:
        """A file, for the bot."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        file = request.path_params["file"].partition("-")[2]
        if not may_read(self._workspace, token, file):
            return PlainTextResponse("not authorised", status_code=403)
        return self._content(file)

    def _content(self, file_id: str) -> Response:
        workspace = self._workspace
        file, content = workspace.table(File).get(file_id), content_of(workspace, file_id)
        if file is None or content is None:
            return PlainTextResponse("file_not_found", status_code=404)
        # Whatever the file holds, it must never act as a part of the workspace's own page.
        headers = {
            "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
            "x-content-type-options": "nosniff",
        }
        return Response(content, media_type=file.mimetype, headers=headers)

    async def upload(self, request: Request) -> Response:
        """The bytes of an upload, raw or as a form's file."""
        workspace = self._workspace
        file = workspace.table(File).get(request.path_params["file"])
        if file is None or request.path_params["key"] != upload_key(workspace, file.id):
            return PlainTextResponse("file_not_found", status_code=404)
        keep_content(workspace, file, await _uploaded(request))
        workspace.commit()
        return PlainTextResponse(f"OK - {file.size}")


def may_read(workspace: Workspace, token: str, file_id: str) -> bool:
    """Whether the holder of a token may have the bytes of a file; of one that is not there, too."""
    app, file = holder(workspace, token), workspace.table(File).get(file_id)
    if app is None or ended(workspace, app, token) or "files:read" not in app.scopes:
        return False
    return file is None or is_visible(workspace, app, file)


async def _uploaded(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            for item in form.values():
                if not isinstance(item, str):
                    return await item.read()
    return await request.body()
