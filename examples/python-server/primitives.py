"""What dmct can ask of Fleet 2, as one function: the upper tester of exec (upper_tester.py) and the one of ../http share it."""
import dmserver


class Unsupported(Exception):
    """This server has no such thing."""


class Bench:
    """A server between one `configure` and the next `reset`."""

    def __init__(self):
        self.server = self.listener = None

    def reset(self):
        if self.listener:
            self.listener.shutdown()
            self.listener.server_close()
        self.server = self.listener = None

    def call(self, primitive, given):
        """The result of a primitive. Raises Unsupported, dmserver.Refused."""
        if primitive == "reset":
            self.reset()
            return {}
        if primitive == "configure":
            self.reset()
            url = given["accounts"]["default"].get("url") or "http://fleet.example/dm"
            self.server = dmserver.Server(url, given["accounts"])
            self.listener = dmserver.listen(self.server)
            host, port = self.listener.server_address[:2]
            return {"url": url, "connect": f"{host}:{port}"}
        if self.server is None:
            raise dmserver.Refused("there is no server before `configure`")
        account = given.get("account", "default")
        if given.get("bearer", "wsp-udp") != "wsp-udp":
            raise Unsupported(given["bearer"])
        if primitive == "notify":
            self.server.notify(account, given.get("ui", "0"), given.get("initiator", "1"), given.get("repeat") == "yes")
        elif primitive == "send-command":
            self.server.command(account, given["commands"], given.get("version", "1.3"))
        elif primitive == "queue-operations":
            self.server.account(account).queue.append(given["operations"])
        elif primitive == "read-reports":
            return {"reports": self.server.reports}
        elif primitive != "quiesce":  # reports are kept and pushes sent before anybody is answered: nothing is ever pending
            raise Unsupported(primitive)
        return {}
