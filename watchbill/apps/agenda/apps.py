from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "watchbill.apps.agenda"
    default_auto_field = "django.db.models.BigAutoField"
