"""The upper tester of Thermo T1: what dmct cannot do from outside. dmct starts it when it configures the device (exec, mode: session) with
the account in the environment, asks for what is listed in client.yaml with a line of JSON, and ends it before the next test."""
import base64
import json
import os
import selectors
import socket
import sys

from dmclient import Device


def account(env):
    side = lambda who: {key: env.get(f"DM_{who}_{key.upper()}", "") for key in ("type", "name", "secret")} | {
        "nonce": base64.b64decode(env.get(f"DM_{who}_NONCE", ""))}
    return {"url": env["DM_URL"], "connect": env.get("DM_CONNECT") or None, "device": env["DM_DEVICE"], "server-id": env["DM_SERVER"],
            "client": side("CLIENT"), "server": side("SERVER")}


def say(id, **answer):
    print(json.dumps({"id": id, **answer}), flush=True)


def nodes(tree, uri):
    wanted = [u for u in tree.nodes if u == uri] + tree.below(uri)
    return [{"uri": u, "format": tree.nodes[u][0], **({} if tree.nodes[u][0] == "node" else {"value": tree.nodes[u][1]})} for u in wanted]


def call(device, listen, id, primitive, with_):
    """One primitive. What takes long is answered first: `start-session` asks that the session starts, not that it ends."""
    if primitive == "configure":
        say(id, result={"push": {"wspUdp": listen}})
    elif primitive == "start-session":
        say(id, result={})
        device.session()
    elif primitive == "send-report":
        device.report(with_["reports"])
        say(id, result={})
    elif primitive == "raise-event":
        device.events.append(with_)
        say(id, result={})
    elif primitive == "read-tree":
        say(id, result={"nodes": nodes(device.tree, with_["uri"])})
    elif primitive == "quiesce":
        say(id, result={})
    else:
        say(id, unsupported=True)


class Lines:
    """Lines of a file descriptor. Not sys.stdin: its buffer would hide a second line that came with the first from `select`."""

    def __init__(self, source):
        self.source, self.rest = source, b""

    def read(self):
        """The whole lines that are there now; None at the end of the input."""
        octets = os.read(self.source, 65536)
        *lines, self.rest = (self.rest + octets).split(b"\n")
        return lines if octets else None


def main():
    device = Device(account(os.environ), os.environ["DM_ENCODING"], log=lambda line: print(line, file=sys.stderr, flush=True))
    host, port = os.environ["DM_LISTEN"].rsplit(":", 1)
    pushes = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    pushes.bind((host, int(port)))
    pushes.setblocking(False)
    calls = Lines(sys.stdin.fileno())
    waiting = selectors.DefaultSelector()
    for source in (pushes, calls.source):
        waiting.register(source, selectors.EVENT_READ)
    while True:
        ready = [key.fileobj for key, _ in waiting.select()]
        # Pushes first: when `quiesce` is answered, none that came before it is left unread.
        try:
            while True:
                device.push(pushes.recv(65536))
        except BlockingIOError:
            pass
        if calls.source not in ready:
            continue
        lines = calls.read()
        if lines is None:
            return
        for line in lines:
            request = json.loads(line)
            call(device, os.environ["DM_LISTEN"], request["id"], request["primitive"], request["with"])


main()
