from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "watchbill.interfaces.ui"
    label = "ui"
