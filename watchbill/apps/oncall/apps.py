from django.apps import AppConfig


class OncallConfig(AppConfig):
    name = "watchbill.apps.oncall"
    default_auto_field = "django.db.models.BigAutoField"
