from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "watchbill.apps.alerts"
    default_auto_field = "django.db.models.BigAutoField"
