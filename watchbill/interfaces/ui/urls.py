"""The addresses of the pages. They are readable, and permanent."""

from django.urls import URLPattern, URLResolver, path

from watchbill.interfaces.ui import look_around, phone, theme
from watchbill.interfaces.ui.administration import views as administration
from watchbill.interfaces.ui.agenda import views as agenda
from watchbill.interfaces.ui.alerts import bulk as alert_bulk
from watchbill.interfaces.ui.alerts import links as alert_links
from watchbill.interfaces.ui.alerts import saved
from watchbill.interfaces.ui.alerts import views as alerts
from watchbill.interfaces.ui.audit import views as audit
from watchbill.interfaces.ui.catalog import views as catalog
from watchbill.interfaces.ui.first_use import views as first_use
from watchbill.interfaces.ui.integrations import requests as sent
from watchbill.interfaces.ui.integrations import views as integrations
from watchbill.interfaces.ui.now import views as now
from watchbill.interfaces.ui.oncall import changes as oncall_changes
from watchbill.interfaces.ui.oncall import particulars
from watchbill.interfaces.ui.oncall import views as oncall
from watchbill.interfaces.ui.paging import views as paging
from watchbill.interfaces.ui.people import changes as people_changes
from watchbill.interfaces.ui.people import device_views as devices
from watchbill.interfaces.ui.people import token_views as tokens
from watchbill.interfaces.ui.people import views as people
from watchbill.interfaces.ui.routes import views as routes
from watchbill.interfaces.ui.search import views as searching
from watchbill.interfaces.ui.signing_in import views as signing_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", now.now),
    path("more", now.more),
    path("search", searching.search),
    path("theme", theme.choose_theme),
    path("look-around", look_around.look_around),
    path("welcome", first_use.welcome),
    path("welcome/team", first_use.team),
    path("welcome/people", first_use.people),
    path("welcome/rota", first_use.rota),
    path("welcome/sender", first_use.sender),
    path("alerts", alerts.alert_list),
    path("alerts/bulk", alert_bulk.bulk),
    path("alerts/targets", alerts.targets),
    path("alerts/take-back", alert_bulk.take_back),
    path("alerts/views", saved.save),
    path("alerts/views/<int:view_id>/rename", saved.rename),
    path("alerts/views/<int:view_id>/remove", saved.remove),
    path("alerts/<int:alert_id>", alerts.alert),
    path("alerts/<int:alert_id>/acknowledge", alerts.acknowledge),
    path("alerts/<int:alert_id>/resolve", alerts.resolve),
    path("alerts/<int:alert_id>/snooze", alerts.snooze),
    path("alerts/<int:alert_id>/reassign", alerts.reassign),
    path("alerts/<int:alert_id>/escalate", alerts.escalate),
    path("alerts/<int:alert_id>/note", alerts.note),
    path("a/<str:token>", alert_links.page_link),
    path("rota", oncall.schedule_list),
    path("new/schedule", oncall_changes.new_schedule),
    path("rota/<str:slug>", oncall.schedule),
    path("rota/<str:slug>/edit", oncall_changes.edit_schedule),
    path("rota/<str:slug>/particulars", particulars.edit),
    path("rota/<str:slug>/archive", particulars.archive),
    path("rota/<str:slug>/override", oncall_changes.override),
    path("rota/<str:slug>/overrides/<int:override_id>/remove", oncall_changes.remove_override),
    path("rota/<str:slug>/shuffle/<path:layer>", oncall_changes.shuffle),
    path("services", catalog.service_list),
    path("new/service", catalog.new_service),
    path("services/<str:slug>", catalog.service),
    path("services/<str:slug>/edit", catalog.edit_service),
    path("services/<str:slug>/archive", catalog.archive_service),
    path("people", people.people_list),
    path("new/person", people_changes.new_person),
    path("me", people.me),
    path("signing-in", signing_in.ways, name="mfa_index"),
    path("signing-in", signing_in.ways, name="mfa_list_webauthn"),
    path("signing-in/disconnect", signing_in.disconnect),
    path("sessions", signing_in.session_list),
    path("sessions/<int:session_id>/end", signing_in.end_session),
    path("sessions/end-others", signing_in.end_others),
    path("me/devices", devices.ring),
    path("sw.js", phone.service_worker),
    path("manifest.webmanifest", phone.manifest),
    path("offline", phone.offline),
    path("people/<str:slug>", people.person),
    path("people/<str:slug>/edit", people_changes.edit_person),
    path("people/<str:slug>/contacts", people_changes.add_contact),
    path("people/<str:slug>/contacts/<int:method_id>/remove", people_changes.remove_contact),
    path("people/<str:slug>/contacts/<int:method_id>/send-code", people_changes.send_code),
    path("people/<str:slug>/contacts/<int:method_id>/verify", people_changes.verify_contact),
    path("people/<str:slug>/rules", people_changes.rules),
    path("people/<str:slug>/absences", people_changes.add_absence),
    path("people/<str:slug>/absences/<int:absence_id>/remove", people_changes.remove_absence),
    path("people/<str:slug>/page-now", devices.page_now),
    path("people/<str:slug>/invite", people_changes.invite),
    path("people/<str:slug>/take-off-second-step", people_changes.take_off_second_step),
    path("people/<str:slug>/leave", people_changes.leave),
    path("people/<str:slug>/come-back", people_changes.come_back),
    path("roles", people.roles),
    path("teams", people.team_list),
    path("new/team", people_changes.new_team),
    path("teams/<str:slug>", people.team),
    path("teams/<str:slug>/edit", people_changes.edit_team),
    path("teams/<str:slug>/hours", people_changes.edit_hours),
    path("policies", paging.policy_list),
    path("new/policy", paging.new_policy),
    path("policies/<str:slug>", paging.policy),
    path("policies/<str:slug>/edit", paging.edit_policy),
    path("integrations", integrations.integration_list),
    path("new/integration", integrations.new_integration),
    path("integrations/<str:slug>", integrations.integration),
    path("integrations/<str:slug>/edit", integrations.edit_integration),
    path("integrations/<str:slug>/key", integrations.show_key),
    path("integrations/<str:slug>/rotate-key", integrations.rotate_key),
    path("integrations/<str:slug>/archive", integrations.archive_integration),
    path("integrations/<str:slug>/test", integrations.send_test),
    path("integrations/<str:slug>/requests/<int:request_id>", sent.received),
    path("integrations/<str:slug>/requests/<int:request_id>/replay", sent.replay_received),
    path("integrations/<str:slug>/refused/<int:request_id>", sent.refused),
    path("integrations/<str:slug>/refused/<int:request_id>/replay", sent.replay_refused),
    path("routes", routes.route_list),
    path("new/route", routes.new_route),
    path("routes/<int:number>/edit", routes.edit_route),
    path("routes/<int:number>/move", routes.move_route),
    path("routes/<int:number>/remove", routes.remove_route),
    path("outbox", agenda.outbox),
    path("outbox/<int:delivery_id>", agenda.delivery),
    path("outbox/<int:delivery_id>/retry", agenda.retry),
    path("tokens", tokens.token_list),
    path("tokens/<int:token_id>/revoke", tokens.revoke),
    path("administration", administration.standing),
    path("administration/tokens", administration.token_list),
    path("administration/tokens/<int:token_id>/revoke", administration.revoke_token),
    path("administration/organisation", administration.edit_organisation),
    path("administration/settings", administration.settings_list),
    path("audit", audit.audit_log),
]
