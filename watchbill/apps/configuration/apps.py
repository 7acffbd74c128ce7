from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "watchbill.apps.configuration"
    default_auto_field = "django.db.models.BigAutoField"
