"""A Portvakt platform for tests: Maskinporten and Altinn in a process of its own. Copy this file; it needs Python's own library and Node."""

import json
import os
import shlex
import subprocess
import urllib.request

COMMAND = "npx --yes portvakt"


class Platform:
    """Started by `with Platform() as platform`, stopped at the end. `url` is its base, `urls` all that it tells."""

    def __init__(self, *options: str) -> None:
        # PORTVAKT_COMMAND names another way to start it, e.g. one that is installed.
        command = shlex.split(os.environ.get("PORTVAKT_COMMAND", COMMAND))
        self._command = [*command, "up", "--port", "0", "--data", ":memory:", "--json", "--stop-with-stdin", *options]

    def __enter__(self) -> "Platform":
        # It stops when its standard input is closed, so also when this process is killed.
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self._command)} ended with {self._process.wait()}")
        self.urls = json.loads(line)["urls"]
        self.url = self.urls["base"]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def call(self, method: str, path: str, body: object = None, token: str | None = None) -> str:
        """Sends a request. Raises urllib.error.HTTPError when it is refused."""
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def token(self, **wish: object) -> str:
        """A token without a client, a key or a log-in, e.g. `token(organization="310044423", scopes=["altinn:instances.read"])`."""
        return json.loads(self.call("POST", "/sandbox/tokens", wish))["token"]

    def reset(self) -> None:
        """The world as it was at first."""
        self.call("POST", "/sandbox/reset")
