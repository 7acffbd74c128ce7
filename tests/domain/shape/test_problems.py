import pytest

from tests.domain.shape.texts import HARBOUR, organisation, problem, problems

PEOPLE = "people: {ana: {}, ben: {}, chi: {}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("peple: {}", "1.yaml:1:1: peple: the key 'peple' is unknown; did you mean 'people'?"),
        (
            "people:\n  ana: {nam: Ana}",
            "1.yaml:2:9: people.ana.nam: the key 'nam' is unknown; did you mean 'name'?",
        ),
        (
            "people:\n  ana: {emial: a@example.org}",
            "1.yaml:2:9: people.ana.emial: the key 'emial' is unknown; did you mean 'email'?",
        ),
        ("people: [ana]", "1.yaml:1:9: people: found a list, expected a mapping by key"),
        (
            "people: {nobody: {}}",
            "1.yaml:1:18: people.nobody: 'nobody' has a meaning of its own here, expected another key",
        ),
        (
            "people: {ana: {email: ana}}",
            (
                "1.yaml:1:23: people.ana.contacts.mail: found 'ana' after mail:, "
                "expected an e-mail address such as ops@example.org"
            ),
        ),
        (
            'people: {ana: {email: a@example.org, contacts: {mail: "mail:b@example.org"}}}',
            "1.yaml:1:15: people.ana: found email and a contact named mail, which are the same; leave one out",
        ),
        (
            'people: {ana: {contacts: {app: "ntfy:a"}, rules: {high: [{ap: 0m}]}}}',
            "1.yaml:1:50: people.ana.rules: high names the contact 'ap', which is not there; did you mean 'app'?",
        ),
        (
            "people: {ana: {rules: {high: [{app: 0m, phone: 2m}]}}}",
            "1.yaml:1:31: people.ana.rules.high[0]: expected one pair, {contact: after}",
        ),
        ("zone: Mars/Olympus", "1.yaml:1:7: zone: found 'Mars/Olympus', expected a time zone such as Europe/Amsterdam"),
        (
            "teams: {a: {holidays: nl}}",
            (
                "1.yaml:1:23: teams.a.holidays: found 'nl', "
                "but there is no holiday calendar of that name; did you mean 'NL'?"
            ),
        ),
        (
            f"{PEOPLE}teams: {{a: {{members: [ana, bne]}}}}",
            "1.yaml:2:28: teams.a.members[1]: found 'bne', but there is no person of that name; did you mean 'ben'?",
        ),
        (
            "teams: {a: {members: [zacharias]}}",
            (
                "1.yaml:1:23: teams.a.members[0]: found 'zacharias', "
                "but there is no person of that name; add it under people"
            ),
        ),
        (
            "teams: {a: {members: ana}}",
            "1.yaml:1:22: teams.a.members: found a text, expected a list; write it as [ana]",
        ),
        (
            "teams: {a: {process: standart}}",
            (
                "1.yaml:1:22: teams.a.process: found 'standart', "
                "but there is no process of that name; did you mean 'standard'?"
            ),
        ),
        (
            "teams: {a: {}}\nservices: {x: {team: a, critical: maybe}}",
            "1.yaml:2:35: services.x.critical: found 'maybe', expected yes, true, no, false",
        ),
        ("services: {x: {}}", "1.yaml:1:15: services.x: the key 'team' is missing"),
        (
            "integrations: {a: {source: generic, key: tooshort}}",
            (
                "1.yaml:1:42: integrations.a.key: found a key of 8 characters, "
                "expected 32 to 128; leave it out and one is made"
            ),
        ),
        (
            "integrations:\n  a: {source: generic, key: {env: K}}\n  b: {source: generic, key: {env: K}}",
            "1.yaml:3:29: integrations.b.key: the integration 'a' has the same key, expected one of its own",
        ),
        (
            "routes: [{match: ['severity page']}]",
            (
                "1.yaml:1:19: routes[0].match[0]: found 'severity page', expected a matcher such as severity=\"page\": "
                "at character 10, "
            ),
        ),
        (
            "policies: {p: {steps: []}}",
            (
                "1.yaml:1:23: policies.p.steps: found no steps, "
                "expected at least one, such as {page: [{schedule: …}], wait: 5m}"
            ),
        ),
        (
            "policies: {p: {steps: [{wait: 5m}]}}",
            "1.yaml:1:24: policies.p.steps[0]: expected one of the keys page, volunteers",
        ),
        (
            f"{PEOPLE}policies: {{p: {{steps: [{{page: [{{person: ana, role: planner}}]}}]}}}}",
            "1.yaml:2:32: policies.p.steps[0].page[0]: found person and role, expected only one of them",
        ),
        (
            f"{PEOPLE}policies: {{p: {{steps: [{{page: [{{person: ana}}]}}], fallback: never}}}}",
            "1.yaml:2:60: policies.p.fallback: found 'never', expected a list, or wait or none",
        ),
        (
            f"{PEOPLE}policies: {{p: {{repeat: -1, steps: [{{page: [{{person: ana}}]}}]}}}}",
            "1.yaml:2:24: policies.p.repeat: found '-1', expected a whole number from 0 to 1000",
        ),
        (
            'communities: {c: {addresses: ["mial:a@example.org"]}}',
            (
                "1.yaml:1:31: communities.c.addresses[0]: found 'mial', "
                "but there is no kind of address of that name; did you mean 'mail'?"
            ),
        ),
        (
            'communities: {c: {addresses: ["status:public"]}}',
            (
                "1.yaml:1:31: communities.c.addresses[0]: found 'public', "
                "but there is no status page of that name; add it under status_pages"
            ),
        ),
        (
            "status_pages: {p: {services: [x]}}",
            (
                "1.yaml:1:31: status_pages.p.services[0]: found 'x', "
                "but there is no service of that name; add it under services"
            ),
        ),
        (
            "people: {ana: {role: admin}}",
            (
                "1.yaml:1:22: people.ana.role: found 'admin', expected viewer, responder, administrator; "
                "did you mean 'administrator'?"
            ),
        ),
    ],
)
def test_a_problem_has_a_place_a_path_and_a_sentence(text: str, expected: str) -> None:
    assert str(problem(text)).startswith(expected)


def layer(text: str) -> str:
    return f"{PEOPLE}schedules:\n  s:\n    layers:\n      - {{name: a, {text}}}"


@pytest.mark.parametrize(
    ("text", "key", "sentence"),
    [
        ("slots: [ana], unit: week", "unit", "a rotation by week needs the instant of its first handover; add starts"),
        ("slots: [ana, ben]", "slots", "found 2 slots and no unit; add unit and starts, or leave one slot"),
        ("slots: []", "slots", "found no slot, expected at least one (a person, a list of people, or nobody)"),
        ("slots: [ana], starts: 2026-01-05", "starts", "found starts without unit; add unit, or leave starts out"),
        ("slots: [ana], order: shuffled", "order", "found order shuffled without unit"),
        ("slots: [ana], length: 2", "length", "found length 2 without unit"),
        (
            "slots: [ana], unit: week, starts: 2026-01-05, length: -1",
            "length",
            "found '-1', expected a whole number from 1 to 1000",
        ),
        (
            "slots: [ana], unit: fortnight, starts: 2026-01-05",
            "unit",
            "found 'fortnight', expected hour, day, week, month, working-day",
        ),
        (
            "slots: [ana], unit: week, starts: 2026-01-05, until: 2026-01-05",
            "until",
            "until is 2026-01-05, expected an instant after starts, 2026-01-05",
        ),
        (
            "slots: [ana], unit: week, starts: 2026-01-05T09:00, until: 2026-01-05T08:00Z",
            "",
            "the end, 2026-01-05T08:00Z, is not after the start, 2026-01-05T09:00, in UTC",
        ),
        ("slots: [[]]", "slots[0]", "expected a person, a list of people, nobody, or nobody!"),
        ("slots: [anna]", "slots[0]", "found 'anna', but there is no person of that name; did you mean 'ana'?"),
        ("slots: [ana], hours: [{days: mon-fry}]", "hours[0].days", "found 'mon-fry', expected days such as"),
        ("slots: [ana], unti: 2026-01-05", "unti", "the key 'unti' is unknown; did you mean 'until'?"),
    ],
)
def test_what_is_wrong_with_a_layer_is_said_at_its_key(text: str, key: str, sentence: str) -> None:
    found = problem(layer(text))
    assert (found.line, found.path) == (5, f"schedules.s.layers[0].{key}".rstrip("."))
    assert found.sentence.startswith(sentence)


def test_two_layers_of_one_name_are_refused() -> None:
    text = f"{PEOPLE}schedules: {{s: {{layers: [{{name: a, slots: [ana]}}, {{name: a, slots: [ben]}}]}}}}"
    assert problem(text).sentence == "found 2 layers named 'a', expected a name of its own for each"


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (
            "overrides: [{from: 2026-03-02, to: 2026-03-01, add: ana}]",
            "to is 2026-03-01, expected an instant after from",
        ),
        ("overrides: [{from: 2026-03-02, to: 2026-03-03, replace: ana}]", "found replace: ana without with"),
        ("overrides: [{from: 2026-03-02, to: 2026-03-03, add: ana, with: ben}]", "found with: ben without replace"),
        ("overrides: [{from: 2026-03-02, to: 2026-03-03}]", "expected one of the keys add, remove, replace"),
        ("shadows: [{person: ana, of: ana, from: 2026-03-02, to: 2026-03-03}]", "ana cannot shadow themselves"),
        (
            "reverse_shadows: [{trainee: ana, mentor: ana, from: 2026-03-02, to: 2026-03-03}]",
            "ana cannot be trainee and mentor at once",
        ),
        ("handover: {moves: on-acceptance}", "a handover on acceptance needs a limit; add accept_within"),
        ("duties: [{every: 1d}]", "expected one of the keys do, check"),
        ("duties: [{do: Look, every: 0m}]", "found 0m, expected a length of time that is not nought"),
        (
            "temporary: [{from: 2026-03-02, to: 2026-03-03, shifts: [{person: d, from: 2026-03-02, to: 2026-03-03}]}]",
            "found 'd', but there is no person of that name; add it under people",
        ),
    ],
)
def test_what_is_wrong_with_a_schedule_is_said(field: str, sentence: str) -> None:
    assert problem(f"{PEOPLE}schedules: {{s: {{{field}}}}}").sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("process", "path", "sentence"),
    [
        ("{from: a}", "processes.a.from", "a from a: a profile cannot be made from itself"),
        (
            "{declarer_holds: [comander]}",
            "processes.a.declarer_holds[0]",
            "found 'comander', but the profile has no role",
        ),
        (
            "{from: standard, declarer_holds: [comander]}",
            "processes.a.declarer_holds[0]",
            "found 'comander', but the profile has no role of that name; did you mean 'commander'?",
        ),
        (
            "{roles: {scout: {qualified: [course]}}}",
            "processes.a.roles.scout.qualified[0]",
            "found 'course', but the profile has no training of that name",
        ),
        (
            "{severities: [SEV1], cadences: [{severity: SEV2, update: 1h}]}",
            "processes.a.cadences[0].severity",
            "found 'SEV2', but the profile has no severity of that name; did you mean 'SEV1'?",
        ),
        (
            "{severities: [SEV1], review: {measures_due: {SEV9: 1d}}}",
            "processes.a.review.measures_due.SEV9",
            "found 'SEV9', but the profile has no severity of that name; did you mean 'SEV1'?",
        ),
        (
            "{roles: {a: {is: b}, b: {}, c: {is: b, held_by: many}}}",
            "processes.a.roles.c.is",
            "a role that is b has a title and nothing else; say the rest there",
        ),
        (
            "{roles: {a: {page_on_declare: yes}}}",
            "processes.a.roles.a.page_on_declare",
            "found page_on_declare without schedule",
        ),
        ("{cadences: [{severity: SEV1}]}", "processes.a.cadences[0]", "found a cadence of nothing"),
        ("{starts_with: {}}", "processes.a.starts_with", "expected one of the keys commander, schedule"),
        (
            "{obligations: [evidence-store]}",
            "processes.a.obligations[0]",
            (
                "found 'evidence-store', expected changes-unwound, activities-resumed, evidence-stored, "
                "review-approved, measures-owned, runbook-duties-met; did you mean 'evidence-stored'?"
            ),
        ),
        ("{trainings: {t: {}}}", "processes.a.trainings.t.stages", "found no stages"),
        (
            "{triage: {questions: [{ask: How many?, kind: number, if_yes: incident}]}}",
            "processes.a.triage.questions[0].kind",
            "found if_yes or if_no at a question of kind number; leave them out",
        ),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(process: str, path: str, sentence: str) -> None:
    found = problem(f"processes: {{a: {process}}}")
    assert found.path == path
    assert found.sentence.startswith(sentence)


def test_profiles_that_go_round_in_a_circle_are_named() -> None:
    found = problems("processes: {a: {from: b}, b: {from: c}, c: {from: a}, d: {from: a}}")
    assert [one.sentence.partition(":")[0] for one in found] == [
        "a from b from c from a",
        "b from c from a from b",
        "c from a from b from c",
    ]


def test_a_profile_may_name_roles_that_it_inherits() -> None:
    organisation("processes: {a: {roles: {scout: {}}}, b: {from: a, declarer_holds: [scout]}}")


def test_all_problems_are_found_in_one_reading() -> None:
    found = problems(
        "zone: Nowhere\n"
        "people: {ana: {email: x}, ben: {}}\n"
        "teams: {t: {members: [ana, ban], color: red}}\n"
        "services: {s: {policy: default}}\n"
    )
    assert [(one.line, one.path) for one in found] == [
        (1, "zone"),
        (2, "people.ana.contacts.mail"),
        (3, "teams.t.members[1]"),
        (3, "teams.t.color"),
        (4, "services.s"),
        (4, "services.s.policy"),
    ]


def test_one_mistake_does_not_look_like_two() -> None:
    """Who could not be read is still somebody that the rest may refer to."""
    found = problem("people: {ana: {email: x}}\nteams: {t: {members: [ana]}}")
    assert found.path == "people.ana.contacts.mail"


def test_every_line_of_a_mistaken_file_can_be_wrong_at_once() -> None:
    text = HARBOUR.replace("ana", "ann", 1).replace("unit: week", "unit: weak").replace("SEV2: 30d", "SEV2: 30")
    paths = [one.path for one in problems(text)]
    assert "schedules.commanders.layers[0].unit" in paths
    assert "processes.harbour.review.measures_due.SEV2" in paths
    assert "teams.radio.members[0]" in paths
