from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "watchbill.apps.people"
    default_auto_field = "django.db.models.BigAutoField"
