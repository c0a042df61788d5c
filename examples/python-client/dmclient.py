"""Thermo T1: the DM client of a small thermostat.

Python's standard library, and the commands xml2wbxml and wbxml2xml (Debian: libwbxml2-utils) for the binary encoding.
It knows one account, has a tree of a dozen nodes, and does what a cheap device does:

* Sessionless Report Messages (DM 1.3, Alert 1230), with md5 or basic credentials and an HMAC-SHA256 in x-syncml-hmac;
* notifications (package #0 of DM 1.2.1) as connectionless WSP over UDP, read octet by octet below;
* DM sessions, started by itself (Alert 1201) or by a notification (1200), with nonces both ways;
* Sessionless Command Messages that come as a push.

What it does not do: ACLs, Atomic, Copy, objects in one piece (TNDS), virtual URIs, large objects, a user to ask.
"""
import base64
import hashlib
import hmac
import http.client
import os
import subprocess
import urllib.parse
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

XML, WBXML = "application/vnd.syncml.dm+xml", "application/vnd.syncml.dm+wbxml"
DOCTYPE = ('<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN"'
           ' "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd">')
NOTIFICATION, COMMAND, DM_APPLICATION = 0x44, 0x42, 0x07  # WSP codes: two media types, one application id
TIMEOUT = 20  # seconds that the server may take for an answer


# ---------------------------------------------------------------- digests: octets in, octets or Base64 text out

def b64(octets):
    return base64.b64encode(octets).decode()


def basic(name, secret):
    return b64(f"{name}:{secret}".encode())


def md5(name, secret, nonce):
    """The digest of syncml:auth-md5; the nonce enters as its octets, not as its Base64 text."""
    inner = b64(hashlib.md5(f"{name}:{secret}".encode()).digest())
    return b64(hashlib.md5(inner.encode() + b":" + nonce).digest())


def mac(algorithm, name, secret, nonce, body):
    """The nested digest over a body that DM calls HMAC, which it is not."""
    digest = lambda octets: hashlib.new(algorithm, octets).digest()
    parts = [b64(digest(f"{name}:{secret}".encode())).encode(), nonce, b64(digest(body)).encode()]
    return digest(b":".join(parts))


# ---------------------------------------------------------------- XML and WBXML

def tag(name, *content):
    return f"<{name}>{''.join(content)}</{name}>"


def leaf(name, text):
    return f"<{name}>{escape(text)}</{name}>"


def meta(**parts):
    """Meta with MetInf children, in the order in which they are given."""
    return tag("Meta", *(f'<{n} xmlns="syncml:metinf">{escape(v)}</{n}>' for n, v in parts.items() if v))


def cdata(text):
    return "<Data><![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]></Data>"


def plain(name):
    return name.rsplit("}", 1)[-1]


def children(element, name):
    return [child for child in (element if element is not None else []) if plain(child.tag) == name]


def child(element, *path):
    """The first descendant on a path of names, or None."""
    for name in path:
        found = children(element, name)
        if not found:
            return None
        element = found[0]
    return element


def text(element, *path):
    found = child(element, *path)
    return (found.text or "") if found is not None else ""


def encode(xml, encoding):
    """The octets of a message, and their media type."""
    if encoding == "xml":
        return ('<?xml version="1.0" encoding="UTF-8"?>' + xml).encode(), XML
    document = '<?xml version="1.0" encoding="UTF-8"?>' + DOCTYPE + xml
    return convert(["xml2wbxml", "-v", "1.3", "-k", "-n", "-o", "-", "-"], document.encode()), WBXML


def decode(body, media_type):
    """The root element of a message; raises ValueError for what cannot be read."""
    if media_type.split(";")[0].strip().lower() == WBXML:
        body = convert(["wbxml2xml", "-m", "0", "-k", "-o", "-", "-"], body)
    try:
        return ET.fromstring(body)
    except ET.ParseError as cause:
        raise ValueError(str(cause)) from cause


def convert(command, octets):
    done = subprocess.run(command, input=octets, capture_output=True, timeout=TIMEOUT)
    if done.returncode or not done.stdout:
        raise ValueError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


# ---------------------------------------------------------------- WSP: a push PDU, by hand

def uintvar(octets, at):
    value = 0
    while True:
        value = value << 7 | octets[at] & 0x7F
        at += 1
        if not octets[at - 1] & 0x80:
            return value, at


def until_nul(octets, at):
    end = octets.index(0, at)
    return octets[at:end].decode("latin-1"), end + 1


def header_value(octets, at):
    """A WSP header value: an integer, octets or text, and where it ends."""
    first = octets[at]
    if first & 0x80:
        return first & 0x7F, at + 1
    if first < 31:
        return octets[at + 1:at + 1 + first], at + 1 + first
    if first == 31:
        length, start = uintvar(octets, at + 1)
        return octets[start:start + length], start + length
    return until_nul(octets, at)


def read_push(pdu):
    """(media code, headers, body) of a connectionless WSP push. Headers: by code or by lower-case name."""
    if len(pdu) < 3 or pdu[1] != 0x06:
        raise ValueError("no WSP push")
    length, start = uintvar(pdu, 2)
    head, body = pdu[start:start + length], pdu[start + length:]
    media, at = header_value(head, 0)
    if isinstance(media, bytes):  # Content-Type with parameters: the media type is its first value
        media, _ = header_value(media, 0)
    headers = {}
    while at < len(head):
        if head[at] & 0x80:
            name, at = head[at] & 0x7F, at + 1
        else:
            name, at = until_nul(head, at)
            name = name.lower()
        headers[name], at = header_value(head, at)
    return media, headers, body


# ---------------------------------------------------------------- the management tree

class Tree:
    """URI -> [format, value]; interior nodes have the format `node`. What stands below ./DevInfo and ./DevDetail is for reading."""

    def __init__(self, device):
        leaves = {"./DevInfo/DevId": device, "./DevInfo/Man": "Thermo", "./DevInfo/Mod": "T1", "./DevInfo/DmV": "1.3", "./DevInfo/Lang": "en",
                  "./DevDetail/FwV": "4.2", "./DevDetail/SwV": "4.2", "./DevDetail/HwV": "1", "./Thermo/Interval": "900"}
        self.nodes = {uri: ["chr", value] for uri, value in leaves.items()}
        self.nodes.update({"./DevDetail/LrgObj": ["bool", "false"], "./DevDetail/SessionlessRpt": ["bool", "true"], "./Thermo/Call": ["null", ""]})
        self.nodes.update({uri: ["node", ""] for uri in (".", "./DevInfo", "./DevDetail", "./Thermo")})
        self.permanent = set(self.nodes)

    @staticmethod
    def absolute(uri):
        return uri if uri == "." or uri.startswith("./") else "./" + uri

    def below(self, uri):
        return [other for other in self.nodes if other.startswith(uri + "/")] if uri != "." else [u for u in self.nodes if u != "."]

    def run(self, command, uri, format, value):
        """(status, format and value to report or None). `uri` as the server wrote it."""
        if "?" in uri:
            return "406", None  # neither properties nor lists nor virtual URIs
        uri = self.absolute(uri)
        node, fixed = self.nodes.get(uri), uri.startswith(("./DevInfo", "./DevDetail"))
        if command == "Add":
            parent = self.nodes.get(uri.rsplit("/", 1)[0])
            if node:
                return "418", None
            if not parent or parent[0] != "node" or fixed:
                return "404" if not parent else "405", None
            self.nodes[uri] = [format or "chr", value]
            return "200", None
        if not node:
            return "404", None
        if command == "Get":
            if node[0] == "node":
                names = [other[len(uri) + 1:] for other in self.below(uri)]
                return "200", ("node", "/".join(name for name in names if "/" not in name))
            return "200", tuple(node)
        if command == "Replace" and node[0] not in ("node", "null") and not fixed:
            node[1] = value
            return "200", None
        if command == "Delete" and uri not in self.permanent:
            for other in self.below(uri) + [uri]:
                del self.nodes[other]
            return "200", None
        if command == "Exec" and uri == "./Thermo/Call":
            return "202", None
        return "405", None


# ---------------------------------------------------------------- the device

class Device:
    """One account, one tree. `account`: url, connect (host:port to dial, or none), device, server-id, and for client and server
    `type` (basic, md5), `name`, `secret`, `nonce` (octets)."""

    def __init__(self, account, encoding="xml", log=print):
        self.account, self.encoding, self.log = account, encoding, log
        self.client, self.server = dict(account["client"]), dict(account["server"])
        self.tree = Tree(account["device"])
        self.events = []  # generic alerts that the next session reports
        self.seen = set()  # ids of sessions that a notification has started
        self.calls = 0  # sessions that an Exec asked for
        self.sessions = 0

    # -- out

    def credentials(self):
        who = self.client
        if who["type"] == "basic":
            return tag("Cred", meta(Format="b64", Type="syncml:auth-basic"), leaf("Data", basic(who["name"], who["secret"])))
        return tag("Cred", meta(Format="b64", Type="syncml:auth-md5"), leaf("Data", md5(who["name"], who["secret"], who["nonce"])))

    def message(self, session, number, commands, cred=True, protocol="DM/1.3"):
        header = tag("SyncHdr", leaf("VerDTD", "1.2"), leaf("VerProto", protocol), leaf("SessionID", session), leaf("MsgID", str(number)),
                     tag("Target", leaf("LocURI", self.account["url"])),
                     tag("Source", leaf("LocURI", self.account["device"]), leaf("LocName", self.client["name"])),
                     self.credentials() if cred else "", meta(MaxMsgSize="16384"))
        return f'<SyncML xmlns="SYNCML:SYNCML1.2">{header}{tag("SyncBody", *commands)}</SyncML>'

    def post(self, url, xml, with_mac=False):
        """Posts one message and gives the root of the answer, or None when there is none."""
        body, media_type = encode(xml, self.encoding)
        address = urllib.parse.urlsplit(url)
        headers = {"Host": address.netloc, "Content-Type": media_type, "Accept": f"{XML}, {WBXML}", "Accept-Charset": "utf-8",
                   "Cache-Control": "no-store, private", "User-Agent": "Thermo/4.2"}
        if with_mac:
            code = b64(mac("sha256", self.client["name"], self.client["secret"], self.client["nonce"], body))
            headers["x-syncml-hmac"] = f'algorithm=SHA256, username="{self.client["name"]}", mac={code}'
        connection = http.client.HTTPConnection(self.account["connect"] or address.netloc, timeout=TIMEOUT)
        try:
            connection.request("POST", urllib.parse.urlunsplit(("", "", address.path or "/", address.query, "")), body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200 or not content:
                return None
            return decode(content, answer.getheader("Content-Type", ""))
        except (OSError, http.client.HTTPException, ValueError) as cause:
            self.log(f"no answer: {cause}")
            return None
        finally:
            connection.close()

    def report(self, samples):
        """One Sessionless Report Message: an Alert 1230 with one Item for each sample. There is no answer to wait for."""
        alerts = [tag("Alert", leaf("CmdID", str(n)), leaf("Data", "1230"),
                      tag("Item", tag("Source", leaf("LocURI", s["source"])) if s.get("source") else "",
                          meta(Format=s["format"], Type=s["type"], Mark=s.get("mark")), cdata(s["data"])))
                  for n, s in enumerate(samples, 1)]
        self.post(self.account["url"], self.message("0", 1, [*alerts, "<Final/>"]), with_mac=True)

    # -- a session

    def package1(self, alert, first):
        info = [tag("Item", tag("Source", leaf("LocURI", f"./DevInfo/{name}")), meta(Format="chr", Type="text/plain"),
                    leaf("Data", self.tree.nodes[f"./DevInfo/{name}"][1])) for name in ("DevId", "Man", "Mod", "DmV", "Lang")]
        number = lambda n: leaf("CmdID", str(first + n))
        events = [tag("Alert", number(n), leaf("Data", "1226"),
                      tag("Item", meta(Format=e["format"], Type=e["type"], Mark=e.get("mark")), leaf("Data", e["data"])))
                  for n, e in enumerate(self.events, 2)]
        return [tag("Alert", number(0), leaf("Data", alert)), tag("Replace", number(1), *info), *events]

    def session(self, alert="1201", session_id=None):
        """Runs a whole session: package #1, then an answer for each message of the server that asks for one."""
        self.sessions += 1
        session_id = session_id or format(self.sessions, "X")
        url, number, challenged, cred = self.account["url"], 1, False, True
        trusted = False  # whether the server has shown its credentials
        commands = self.package1(alert, 1)
        while True:
            answer = self.post(url, self.message(session_id, number, [*commands, "<Final/>"], cred))
            number += 1
            header, body = child(answer, "SyncHdr"), child(answer, "SyncBody")
            mine = [s for s in children(body, "Status") if text(s, "CmdRef") == "0"]
            if header is None or not mine:
                return self.log("the server's answer is no DM message with a Status for the header")
            url = text(header, "RespURI") or url
            code, nonce = text(mine[0], "Data"), text(mine[0], "Chal", "Meta", "NextNonce")
            if nonce:
                self.client["nonce"] = base64.b64decode(nonce)
            cred = code == "200"  # 200: credentials in every message; 212: good for the whole session
            if code in ("401", "407"):
                if challenged:
                    return self.log("refused twice")
                challenged = cred = True
                commands = [self.status(1, text(header, "MsgID"), "0", "SyncHdr", "200" if trusted else "407"), *self.package1(alert, 2)]
                continue
            if code not in ("200", "212"):
                return self.log(f"the server refuses the session with {code}")
            self.events = []
            orders = [c for c in body if plain(c.tag) not in ("Status", "Results", "Final")]
            if not orders or any(text(c, "Data") == "1223" for c in children(body, "Alert")):
                return None
            verdict = "212" if trusted else self.check(header)
            commands = self.answer(text(header, "MsgID"), orders, verdict, ended=child(body, "Final") is not None)
            trusted = verdict == "212"

    def check(self, header):
        """What the server's credentials are worth: 212, or 401 for wrong and 407 for none."""
        cred = child(header, "Cred")
        if cred is None:
            return "407"
        who, given = self.server, text(cred, "Data").strip()
        right = basic(who["name"], who["secret"]) if who["type"] == "basic" else md5(who["name"], who["secret"], who["nonce"])
        return "212" if hmac.compare_digest(given, right) else "401"

    def status(self, cmd_id, msg_ref, cmd_ref, command, code, target="", chal=""):
        return tag("Status", leaf("CmdID", str(cmd_id)), leaf("MsgRef", msg_ref), leaf("CmdRef", cmd_ref), leaf("Cmd", command),
                   leaf("TargetRef", target) if target else "", chal, leaf("Data", code))

    def answer(self, msg_ref, orders, verdict, ended):
        """Package #3: a Status for the header with the next server nonce, then Status and Results for each command."""
        self.server["nonce"] = os.urandom(16)
        chal = tag("Chal", meta(Type=f"syncml:auth-{self.server['type']}", Format="b64", NextNonce=b64(self.server["nonce"])))
        out = [self.status(1, msg_ref, "0", "SyncHdr", verdict, chal=chal)]
        for order in orders:
            self.order(order, out, msg_ref, None if verdict == "212" else verdict)
        if not ended and len(out) == 1:
            out.append(tag("Alert", leaf("CmdID", "2"), leaf("Data", "1222")))  # there is more to come: ask for it
        return out

    def order(self, order, out, msg_ref="1", refusal=None):
        """Carries out one command; its Status (one for each Item) and Results go to the end of `out`."""
        name, ref = plain(order.tag), text(order, "CmdID")
        say = lambda code, target="": out.append(self.status(len(out) + 1, msg_ref, ref, name, code, target))
        if refusal:
            return say(refusal)
        if name == "Sequence":
            say("200")
            for inner in order:
                if plain(inner.tag) not in ("CmdID", "Meta"):
                    self.order(inner, out, msg_ref)
            return None
        if name not in ("Get", "Add", "Replace", "Delete", "Exec"):
            return say("406")  # Atomic, Copy, and alerts for a user that there is not
        for item in children(order, "Item"):
            uri = text(item, "Target", "LocURI")
            format = text(item, "Meta", "Format") or text(order, "Meta", "Format")
            if "dmtnds" in text(item, "Meta", "Type") + text(order, "Meta", "Type"):
                say("415", uri)  # no objects in one piece
                continue
            code, found = self.tree.run(name, uri, format, text(item, "Data"))
            say(code, uri)
            self.calls += code == "202"
            if found:
                out.append(tag("Results", leaf("CmdID", str(len(out) + 1)), leaf("MsgRef", msg_ref), leaf("CmdRef", ref),
                               tag("Item", tag("Source", leaf("LocURI", uri)), meta(Format=found[0], Type="text/plain"), leaf("Data", found[1]))))
        return None

    # -- in

    def push(self, pdu):
        """Takes one datagram. Whatever is wrong with it, nothing is said."""
        try:
            media, headers, body = read_push(pdu)
            if headers.get(0x2F) != DM_APPLICATION:
                raise ValueError("not for this application")
            if media == NOTIFICATION:
                self.notified(body)
            elif media == COMMAND:
                self.commanded(headers, body)
        except (ValueError, IndexError) as cause:
            self.log(f"push dropped: {cause}")
        while self.calls:
            self.calls = 0
            self.session()

    def notified(self, message):
        """Package #0: digest, then the trigger: 10 bits version, 2 ui, 1 initiator, 27 reserved, 16 session, 8 length, server id."""
        digest, trigger = message[:16], message[16:]
        version, session = trigger[0] << 2 | trigger[1] >> 6, int.from_bytes(trigger[5:7], "big")
        server_id = trigger[8:8 + trigger[7]]
        if version != 11 or session == 0 or server_id.decode() != self.account["server-id"]:
            raise ValueError("not a notification of this server")
        if digest != mac("md5", server_id.decode(), self.server["secret"], self.server["nonce"], trigger):
            raise ValueError("wrong digest")
        if session in self.seen:
            raise ValueError("this session was started before")
        self.seen.add(session)
        self.session("1200", format(session, "X"))

    def commanded(self, headers, body):
        """A Sessionless Command Message: carried out when its server, its credentials and its MAC (if any) are right; never answered."""
        root = decode(body, WBXML)
        header = child(root, "SyncHdr")
        if text(header, "Source", "LocURI") != self.account["server-id"] or self.check(header) != "212":
            raise ValueError("not from this server")
        given = headers.get("x-syncml-hmac")
        if given is not None:
            right = b64(mac("sha256", self.server["name"], self.server["secret"], self.server["nonce"], body))
            if f"mac={right}" not in given.replace(" ", "").replace('"', ""):
                raise ValueError("wrong MAC")
        for order in child(root, "SyncBody"):
            if plain(order.tag) not in ("Get", "Final", "Alert"):
                self.order(order, [])
