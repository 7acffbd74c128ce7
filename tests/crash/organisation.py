"""Who is paged in the crash tests, as a configuration file, and who of them each service must reach."""

SINK = "http://sink.example.org"
"""Stands in the file for the address of each run's own sink."""

TEXT = f"""
organisation: Harbour Radio
zone: Europe/Amsterdam
people:
  ana: {{name: Ana Ruiz, role: administrator, contacts: {{hook: "web:{SINK}/ana"}}}}
  ben:
    name: Ben Okafor
    contacts: {{hook: "web:{SINK}/ben", second: "web:{SINK}/ben-second"}}
    rules: {{high: [{{hook: 0m}}, {{second: 1s}}]}}
  chi: {{name: Chi Tran, contacts: {{hook: "web:{SINK}/chi"}}}}
teams:
  radio: {{name: Radio, members: [ana, ben, chi], managers: [chi]}}
schedules:
  duty: {{team: radio, layers: [{{name: always, slots: [ana]}}]}}
policies:
  patient: {{steps: [{{page: [{{schedule: duty}}], wait: 1h}}], fallback: none}}
  quick: {{steps: [{{page: [{{schedule: duty}}], wait: 1s}}, {{page: [{{person: ben}}], wait: 1h}}], fallback: none}}
  wide: {{steps: [{{page: [{{team: radio}}], wait: 1h}}], fallback: none}}
services:
  transmitter: {{team: radio, policy: patient}}
  studio: {{team: radio, policy: quick}}
  mast: {{team: radio, policy: wide}}
integrations:
  transmitter: {{source: pagerduty, service: transmitter, key: transmitter-0123456789abcdef0123456}}
  studio: {{source: pagerduty, service: studio, key: studio-0123456789abcdef0123456789}}
  mast: {{source: alertmanager, service: mast, key: mast-0123456789abcdef0123456789ab}}
"""

KEYS = {
    "transmitter": "transmitter-0123456789abcdef0123456",
    "studio": "studio-0123456789abcdef0123456789",
    "mast": "mast-0123456789abcdef0123456789ab",
}
REACHED = {
    "transmitter": frozenset({"/ana"}),
    "studio": frozenset({"/ana", "/ben", "/ben-second"}),
    "mast": frozenset({"/ana", "/ben", "/ben-second", "/chi"}),
}
"""Where an alert of each service that nobody acknowledges must have been posted."""
