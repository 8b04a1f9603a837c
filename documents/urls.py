"""Addresses of the engine: /documents/ for people who signed in, /v/ for everybody, /api/documents/ for programs."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from .api import DocumentViewSet
from .views import batches, document, making, register, verify

app_name = "documents"

api = SimpleRouter()
api.register("documents", DocumentViewSet, basename="api-document")

urlpatterns = [
    path("documents/", register.documents, name="list"),
    path("documents/export.csv", register.export, name="export"),
    path("documents/request/", making.request_one, name="request"),
    path("documents/preview/", making.preview, name="preview"),
    path("documents/of/<str:model>/<int:pk>/", making.of_source, name="of_source"),
    path("documents/<int:pk>/", document.document, name="document"),
    path("documents/<int:pk>/state/", document.state, name="state"),
    path("documents/<int:pk>/view/", document.view, name="view"),
    path("documents/<int:pk>/download/", document.download, name="download"),
    path("documents/<int:pk>/retry/", document.retry, name="retry"),
    path("documents/<int:pk>/reissue/", document.reissue, name="reissue"),
    path("documents/<int:pk>/withdraw/", document.withdraw, name="withdraw"),
    path("documents/batches/", batches.batches, name="batches"),
    path("documents/batches/<int:pk>/", batches.batch, name="batch"),
    path("documents/batches/<int:pk>/progress/", batches.progress, name="batch_progress"),
    path("documents/batches/<int:pk>/cancel/", batches.cancel, name="batch_cancel"),
    path("documents/batches/<int:pk>/retry/", batches.retry, name="batch_retry"),
    path("documents/batches/<int:pk>/files/<slug:kind>/", batches.file, name="batch_file"),
    path("v/", verify.door, name="verify_door"),
    re_path(r"^v/(?P<code>[^/]{1,40})/?$", verify.check, name="verify"),
    path("v/<str:code>/file/", verify.file, name="verify_file"),
    path("api/", include(api.urls)),
]
