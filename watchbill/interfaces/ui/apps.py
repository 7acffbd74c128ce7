from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "watchbill.interfaces.ui"
    label = "ui"

    def ready(self) -> None:
        from watchbill.interfaces.ui.signing_in import record

        record.listen()
