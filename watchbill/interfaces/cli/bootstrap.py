"""Starting Django for the commands that need it, with clear words when the environment is wrong."""

import os
from typing import Any

import click


def start() -> Any:
    """Django's settings, ready. A problem with the environment ends the command with its sentence."""
    from watchbill.environment import EnvironmentProblem

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchbill.settings")
    try:
        import django

        django.setup()
    except EnvironmentProblem as problem:
        raise click.ClickException(str(problem)) from problem
    from django.conf import settings

    return settings
