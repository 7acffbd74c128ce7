"""Every address that Django serves. The raw ones (ingest, live, who is on call) are in watchbill/asgi.py.

What watches over Watchbill is answered before all others, in watchbill/interfaces/api/watching.py.
"""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("watchbill.interfaces.ui.account_urls")),
    path("api/v1/", include("watchbill.interfaces.api.urls")),
    path("", include("watchbill.interfaces.ui.urls")),
]

handler400 = "watchbill.interfaces.api.answers.bad_request"
handler500 = "watchbill.interfaces.api.answers.server_error"
