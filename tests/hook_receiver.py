"""A program that listens for webhooks at a port and prints the id and the type of each event."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        tell("got", said["id"], said["type"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return


if __name__ == "__main__":
    with HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler) as server:
        tell("at", server.server_port)
        server.serve_forever()
