"""An upper tester for dmct's `stdio`: one program for the whole run, a line of JSON for each call and for each answer.

The device is that of ../python-client. `reset` throws it away, `configure` makes a new one; so it starts every test as from the factory."""
import base64
import json
import os
import select
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python-client"))
import dmclient  # noqa: E402  (its folder must be known first)


class Bench:
    def __init__(self):
        self.device = self.pushes = None

    def reset(self, _):
        if self.pushes:
            self.pushes.close()
        self.device = self.pushes = None
        return {}

    def configure(self, given):
        self.reset(given)
        known = given["accounts"]["default"]
        side = lambda who: {**known[who], "nonce": base64.b64decode(known[who].get("nonce", ""))}
        account = {"url": known["url"], "connect": known.get("connect"), "device": known["device-id"], "server-id": known["server-id"],
                   "client": side("client"), "server": side("server")}
        self.device = dmclient.Device(account, given["encoding"], log=lambda line: print(line, file=sys.stderr, flush=True))
        host, port = given["push"]["wspUdp"].rsplit(":", 1)
        self.pushes = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.pushes.bind((host, int(port)))
        self.pushes.setblocking(False)
        return {"push": {"wspUdp": given["push"]["wspUdp"]}}

    def send_report(self, given):
        self.device.report(given["reports"])
        return {}

    def quiesce(self, _):
        return {}

    def read_tree(self, given):
        tree, uri = self.device.tree, given["uri"]
        uris = [u for u in tree.nodes if u == uri] + tree.below(uri)
        return {"nodes": [{"uri": u, "format": tree.nodes[u][0], "value": tree.nodes[u][1]} for u in uris]}

    def take_pushes(self):
        """All that came. Done before each answer, so that `quiesce` never forgets one."""
        try:
            while self.pushes:
                self.device.push(self.pushes.recv(65536))
        except BlockingIOError:
            pass


def main():
    bench, rest, calls = Bench(), b"", sys.stdin.fileno()
    say = lambda **answer: print(json.dumps(answer), flush=True)
    while True:
        select.select([calls, *([bench.pushes] if bench.pushes else [])], [], [])
        bench.take_pushes()
        if not select.select([calls], [], [], 0)[0]:
            continue
        octets = os.read(calls, 65536)
        if not octets:
            return  # dmct has closed our stdin: the run is over
        *lines, rest = (rest + octets).split(b"\n")
        for line in lines:
            call = json.loads(line)
            id, name, given = call["id"], call["primitive"], call["with"]
            if name == "start-session":
                say(id=id, result={})  # it starts: that is all that was asked
                bench.device.session()
                continue
            act = getattr(bench, name.replace("-", "_"), None)
            if act is None:
                say(id=id, unsupported=True)
            else:
                say(id=id, result=act(given))


main()
