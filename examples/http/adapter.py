"""An upper tester for dmct's `http`: POST /dm-ut/PRIMITIVE with JSON, on the address given as argument (127.0.0.1:8098 without one).

The server under test is that of ../python-server, in this process; for a real product, call its management interface instead."""
import http.server
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python-server"))
import dmserver  # noqa: E402  (its folder must be known first)
import primitives  # noqa: E402

PREFIX = "/dm-ut/"
TOKEN = os.environ.get("DM_UT_TOKEN", "let-me-in")
bench = primitives.Bench()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.say(401, {"refused": "who are you?"})
        if not self.path.startswith(PREFIX):
            return self.say(404)
        try:
            return self.say(200, bench.call(self.path[len(PREFIX):], json.loads(body or b"{}")))
        except primitives.Unsupported:
            return self.say(501)  # there is no such primitive
        except dmserver.Refused as why:
            return self.say(409, {"refused": str(why)})

    def say(self, status, answer=None):
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


host, port = (sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:8098").rsplit(":", 1)
door = http.server.HTTPServer((host, int(port)), Handler)
print(f"upper tester at http://{host}:{door.server_port}{PREFIX.rstrip('/')}", flush=True)
door.serve_forever()
