"""The desk on a real server, and what it answers."""

import json
import threading
import time
from http.client import HTTPConnection

import uvicorn

from newskeep.web.app import application
from storage.archive import Archive


class Answer:
    """A response that was read to its end."""

    def __init__(self, response) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Desk:
    """A server, and a browser without scripts."""

    def __init__(self, archive, **options) -> None:
        app = application(lambda: Archive.open(str(archive), read_only=True), **options)
        self.server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method, path, headers={name.replace("_", "-"): text for name, text in headers.items()}
            )
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
