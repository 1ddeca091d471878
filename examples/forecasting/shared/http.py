"""The two HTTP calls that we make."""

import base64
import json
import ssl
import urllib.parse
import urllib.request
from typing import Any

TIMEOUT_SECONDS = 60


def get_json(url: str, query: dict[str, Any], user: str, password: str) -> Any:
    login = base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(
        f"{url}?{urllib.parse.urlencode(query)}",
        headers={"Authorization": f"Basic {login}"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        return json.load(response)


def post_json(url: str, document: Any, token: str, certificate: str) -> int:
    """Send `document`, identified by a client certificate (a path), and return the status."""
    context = ssl.create_default_context()
    context.load_cert_chain(certificate)
    request = urllib.request.Request(
        url,
        data=json.dumps(document).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=context) as response:
        return response.status
