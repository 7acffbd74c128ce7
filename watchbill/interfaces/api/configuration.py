"""The configuration file over the API: what applying it would change, doing it, and writing it back."""

from typing import Any

import msgspec
from ninja import Router, Schema
from pydantic import Field

from watchbill.apps.configuration import services
from watchbill.interfaces.api.requests import Body, Request

router = Router()


class File(Body):
    name: str = Field(max_length=500, description="As problems are to name it.")
    text: str = Field(description="What stands in it, in YAML or JSON.")


class Files(Body):
    files: list[File] = Field(min_length=1, max_length=1000, description="Several are one, merged by key.")
    prune: bool = Field(False, description="Remove what the file once made and no longer names.")

    def contents(self) -> list[tuple[str, str | bytes]]:
        return [(file.name, file.text) for file in self.files]


class Plan(Schema):
    changed: bool
    text: str = Field(description="All of it, for a person to read.")
    changes: list[Any]
    drift: list[Any] = Field(description="What was changed on the pages since the file was last applied, and put back.")
    forgotten: list[Any] = Field(description="What the file once made and no longer names, and what becomes of it.")
    moves: list[Any] = Field(description="Whose shifts move.")
    notices: list[str]


class Export(Schema):
    text: str = Field(description="The file, in YAML, without secrets.")


@router.post("/plan", response=Plan)
def plan_configuration(request: Request, body: Files) -> dict[str, Any]:
    """What applying these files would change. Nothing changes."""
    return _said(services.plan_files(files=body.contents(), by=request.auth, prune=body.prune))


@router.post("/apply", response=Plan)
def apply_configuration(request: Request, body: Files) -> dict[str, Any]:
    """Make the organisation what the files say: all of it or nothing. Applying twice changes nothing more."""
    return _said(services.apply_files(files=body.contents(), by=request.auth, prune=body.prune))


@router.get("/export", response=Export)
def export_configuration(request: Request) -> Export:
    """The organisation as a configuration file, what was made on pages too."""
    return Export(text=services.export_text(by=request.auth))


def _said(plan: msgspec.Struct) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(plan)
    return said
