"""A channel's settings are fields of its `config`; each names its environment variable and says what it is for."""

from collections.abc import Mapping
from typing import Any

import msgspec


def setting(variable: str, description: str, *, secret: bool = False) -> msgspec.Meta:
    """Goes into the `Annotated` of a config field."""
    return msgspec.Meta(title=variable, description=description, extra={"secret": secret})


class Setting(msgspec.Struct, frozen=True):
    variable: str
    description: str
    default: str
    secret: bool


def settings_of(config: type[msgspec.Struct]) -> dict[str, Setting]:
    """By field, in the order of the struct."""
    info: Any = msgspec.inspect.type_info(config)
    return {field.name: _setting(field) for field in info.fields}


def _setting(field: Any) -> Setting:
    schema = field.type.extra_json_schema
    default = "" if field.default is msgspec.NODEFAULT else str(field.default)
    return Setting(schema["title"], schema["description"], default, field.type.extra["secret"])


def config_from(config: type[msgspec.Struct], environment: Mapping[str, str]) -> Any:
    """The config that an environment says. Empty is not said. `_FILE` is the reader's of the environment to resolve."""
    said = {name: environment.get(each.variable, "") for name, each in settings_of(config).items()}
    return config(**{name: value for name, value in said.items() if value})


def table_of(config: type[msgspec.Struct]) -> str:
    """For the reference: a Markdown table."""
    rows = [
        f"| `{each.variable}` | {each.description} | {_shown_default(each)} |" for each in settings_of(config).values()
    ]
    return "\n".join(["| variable | what for | default |", "|---|---|---|", *rows])


def _shown_default(setting: Setting) -> str:
    return f"`{setting.default}`" if setting.default else "none"
