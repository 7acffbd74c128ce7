from django.apps import AppConfig


class PagingConfig(AppConfig):
    name = "watchbill.apps.paging"
    default_auto_field = "django.db.models.BigAutoField"
