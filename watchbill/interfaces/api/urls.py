from django.urls import URLPattern, re_path

from watchbill.interfaces.api.answers import in_shape, nowhere
from watchbill.interfaces.api.api import api

_operations, _, _ = api.urls
for each in _operations:
    assert isinstance(each, URLPattern)
    each.callback = in_shape(api, each.callback)

app_name = "api"
urlpatterns = [*_operations, re_path(r"", nowhere)]
