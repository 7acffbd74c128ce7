"""The ways into the product. A door is shown when it opens on something for whoever looks."""

from dataclasses import dataclass

from watchbill.apps.people.models import Person, Role


@dataclass(frozen=True)
class Door:
    title: str
    path: str
    icon: str
    says: str = ""  # what is behind it, for the page that lists them
    role: Role | None = None  # only for this role

    def opens_for(self, person: Person) -> bool:
        return self.role is None or person.role == self.role

    def leads_to(self, path: str) -> bool:
        return path == self.path if self.path == "/" else path == self.path or path.startswith(f"{self.path}/")


MAIN = (
    Door("Now", "/", "now"),
    Door("Alerts", "/alerts", "bell"),
    Door("Rota", "/rota", "rota"),
)
MORE = Door("More", "/more", "more")
MINOR = (
    Door("Services", "/services", "service", "What can break, who owns it, and its runbooks"),
    Door("People", "/people", "people", "Who is here, their teams, and how they are reached"),
    Door("Policies", "/policies", "policy", "Who is paged first, who next, and after how long"),
    Door("Integrations", "/integrations", "plug", "The senders, their keys, and what they sent"),
    Door("Routes", "/routes", "route", "Which alert goes to which service, and how urgent it is"),
    Door("Outbox", "/outbox", "mail", "What was sent to whom, and mail that is kept here"),
    Door("API tokens", "/tokens", "key", "Keys for programs that act for you"),
    Door("Administration", "/administration", "gear", "Health, all tokens, settings", role=Role.ADMINISTRATOR),
    Door("Audit log", "/audit", "book", "Who changed what, when", role=Role.ADMINISTRATOR),
)
MAKING = (
    ("New schedule", "/new/schedule"),
    ("New service", "/new/service"),
    ("New policy", "/new/policy"),
    ("New integration", "/new/integration"),
    ("New team", "/new/team"),
    ("New person", "/new/person"),
)
"""What can be made; the page says so where it is not for this viewer."""


def current(path: str) -> Door | None:
    return next((door for door in (*MAIN, *MINOR, MORE) if door.leads_to(path)), None)
