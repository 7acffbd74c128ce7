"""The signs of the product: strokes on a field of 20 by 20."""

PATHS = {
    "now": '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>',
    "bell": '<path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13z"/><path d="M8.5 17.5h3"/>',
    "rota": '<path d="M3 5.5h14v11H3zM3 9h14M7 3v4M13 3v4"/><path d="M6 12h4m1 2h3"/>',
    "more": '<circle cx="4.5" cy="10" r="1"/><circle cx="10" cy="10" r="1"/><circle cx="15.5" cy="10" r="1"/>',
    "find": '<circle cx="8.5" cy="8.5" r="5"/><path d="m12.5 12.5 4.5 4.5"/>',
    "service": '<path d="M3 4h14v4.5H3zM3 11.5h14V16H3z"/><path d="M6 6.25h1M6 13.75h1"/>',
    "people": (
        '<circle cx="7.5" cy="7" r="3"/>'
        '<path d="M2 16.5a5.5 5.5 0 0 1 11 0M13 4.3a3 3 0 0 1 0 5.4M15 12a5.5 5.5 0 0 1 3 4.5"/>'
    ),
    "policy": '<path d="M3 16.5h4v-4h4v-4h4v-4h3"/>',
    "plug": '<path d="M7 3v4M13 3v4M5 7h10v2.5a5 5 0 0 1-10 0zM10 14.5v3"/>',
    "route": '<path d="M3 10h5c3 0 2-5 5-5h4M8 10c3 0 2 5 5 5h4M14.5 2.5 17 5l-2.5 2.5M14.5 12.5 17 15l-2.5 2.5"/>',
    "gear": '<path d="M3 5h8M15 5h2M3 10h2M9 10h8M3 15h9M16 15h1"/><circle cx="13" cy="5" r="1.75"/>'
    '<circle cx="7" cy="10" r="1.75"/><circle cx="14" cy="15" r="1.75"/>',
    "mail": '<path d="M2.5 5h15v10.5h-15zM3 5.5l7 5.5 7-5.5"/>',
    "key": '<circle cx="6.5" cy="13.5" r="3"/><path d="M8.7 11.3 16.5 3.5M13 7l2.5 2.5"/>',
    "book": '<path d="M4 3.5h10.5a1 1 0 0 1 1 1v12H5.5A1.5 1.5 0 0 1 4 15zM7 7h5.5M7 10h5.5"/>',
    "out": '<path d="M8 3.5H3.5v13H8M12.5 6.5 16 10l-3.5 3.5M16 10H7.5"/>',
}


def svg(name: str) -> str:
    return f'<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{PATHS[name]}</svg>'
