"""The upper tester of Fleet 2 for dmct's `exec`: a process for each primitive. Its name is the argument, its values are JSON on stdin.

The server itself runs in the background from `configure` to `reset` and is asked over a socket. That is named after the process that starts
us, so that two runs at the same time have two servers. When a run is over, dmct ends what we left behind."""
import json
import os
import socket
import sys

UNSUPPORTED = 64
DOOR = f"\0fleet-{os.getuid()}-"  # an abstract socket of Linux: no file that somebody would have to remove
BOUNDS = 15  # seconds that the server may take for an answer


def serve(door):
    """The background process: a line of JSON for each connection, until it is told to reset."""
    import dmserver  # here, and not for each primitive anew
    import primitives

    bench, primitive = primitives.Bench(), None
    while primitive != "reset":
        with door.accept()[0] as asker, asker.makefile("rw") as lines:
            primitive, given = json.loads(lines.readline())
            try:
                answer = {"result": bench.call(primitive, given)}
            except primitives.Unsupported:
                answer = {"unsupported": True}
            except dmserver.Refused as why:
                answer = {"refused": str(why)}
            if primitive == "reset":
                door.close()
            lines.write(json.dumps(answer) + "\n")


def start():
    """The socket is open before the server runs, so nobody has to wait for it."""
    import subprocess

    door = socket.socket(socket.AF_UNIX)
    door.bind(DOOR + str(os.getppid()))
    door.listen()
    # Neither stdout nor stderr may be ours: dmct reads them until they are closed.
    command = [sys.executable, __file__, "--serve", str(door.fileno())]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[door.fileno()])


def ask(primitive, given):
    """Its answer; None when no server runs."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(BOUNDS)
        try:
            door.connect(DOOR + str(os.getppid()))
        except ConnectionRefusedError:
            return None
        with door.makefile("rw") as lines:
            lines.write(json.dumps([primitive, given]) + "\n")
            lines.flush()
            return json.loads(lines.readline() or "null")


def main():
    primitive = sys.argv[1]
    if primitive == "--serve":
        return serve(socket.socket(fileno=int(sys.argv[2])))
    given = json.load(sys.stdin)
    if primitive == "configure":
        ask("reset", {})
        start()
    answer = ask(primitive, given)
    if answer is None:
        sys.exit(None if primitive == "reset" else "no server runs: it starts with `configure`")
    if "unsupported" in answer:
        sys.exit(UNSUPPORTED)
    if "refused" in answer:
        sys.exit(answer["refused"])
    print(json.dumps(answer["result"]))


main()
