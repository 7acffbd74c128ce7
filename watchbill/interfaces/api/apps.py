from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "watchbill.interfaces.api"
    label = "api"
