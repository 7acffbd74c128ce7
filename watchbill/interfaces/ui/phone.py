"""What makes the pages an app on a phone: service worker, manifest, and the page without a connection."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from watchbill.interfaces.ui.built import BUILT, asset_url, built_name
from watchbill.interfaces.ui.page import open_page

INK, PAPER = "#0a5f73", "#ffffff"
WORKER = "worker.js"
ICON, BADGE = "icon-192.png", "badge.png"
KEPT = ("app.css", "app.js", "bare.css", "mark.svg", ICON, BADGE)
"""What the worker keeps, for when there is no connection."""


@open_page
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """At the root, since a worker serves what lies beneath its own address; asked for again at every start."""
    try:
        text = (BUILT / built_name(WORKER)).read_text(encoding="utf-8")
    except FileNotFoundError:
        return HttpResponse("Not built: npm run build makes it.", status=404, content_type="text/plain")
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    built = {"keep": ["/offline", *map(asset_url, KEPT)], "icon": asset_url(ICON), "badge": asset_url(BADGE)}
    text = f"self.built = {json.dumps(built)};\n{text}"  # another build is another worker, which keeps its own assets
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@open_page
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    icons = [
        {"src": asset_url(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    icons.append({"src": asset_url("maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"})
    said = {
        "name": "Watchbill",
        "short_name": "Watchbill",
        "description": "Who is on watch, and what is broken.",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@open_page
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the worker, which writes into it what it has to say."""
    return render(request, "offline.html")
