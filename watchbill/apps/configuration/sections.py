"""The sections of the file, in an order in which each refers only to those above it, or to its own."""

from watchbill.apps.configuration import catalog, integrations, kept, people, policies, schedules, teams
from watchbill.apps.configuration.section import Section

ALL: tuple[Section, ...] = (
    people.SECTION,
    kept.PROCESSES,
    teams.SECTION,
    schedules.SECTION,
    policies.SECTION,
    kept.COMMUNITIES,
    catalog.SECTION,
    integrations.SECTION,
    kept.STATUS_PAGES,
)
BY_NAME: dict[str, Section] = {section.name: section for section in ALL}
