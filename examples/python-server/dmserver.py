"""Fleet 2: a small DM server for devices that call home.

Python's standard library, and the commands xml2wbxml and wbxml2xml (Debian: libwbxml2-utils) for the binary encoding, openssl for random
nonces. One account for each device, kept in memory. It

* takes Sessionless Report Messages (Alert 1230) and keeps their samples; what it cannot authenticate it drops without a word;
* sends notifications (package #0 of DM 1.2.1) as a WSP push over UDP;
* serves the sessions that follow, XML or WBXML, with md5 or basic credentials and new nonces both ways;
* sends Sessionless Command Messages as a WSP push, with credentials and an HMAC-SHA256 in x-syncml-hmac.

What it does not do: objects in one piece (TNDS), encryption and signatures, short messages, push over HTTP, the default nonce,
messages in several parts, a challenge over HMAC.
"""
import base64
import hashlib
import hmac
import http.server
import socket
import subprocess
import threading
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

MEDIA = {"xml": "application/vnd.syncml.dm+xml", "wbxml": "application/vnd.syncml.dm+wbxml"}
DOCTYPE = ('<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN"'
           ' "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd">')
MAX_BODY = 1 << 20


class BadMessage(Exception):
    """What cannot be read."""


def tool(*command, octets=b""):
    done = subprocess.run(command, input=octets, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
    if done.returncode != 0 or not done.stdout:
        raise BadMessage(" ".join(command))
    return done.stdout


def new_nonce():
    return tool("openssl", "rand", "16")


# ---------------------------------------------------------------- credentials

class Credentials:
    """Name and secret of one side towards the other; `nonce` is for the next time, `spent` was used last."""

    def __init__(self, given):
        self.type, self.name, self.secret = given["type"], given["name"], given["secret"]
        self.nonce = self.spent = base64.b64decode(given.get("nonce", ""))

    def secret_hash(self, algorithm):
        return base64.b64encode(hashlib.new(algorithm, f"{self.name}:{self.secret}".encode()).digest())

    def digest(self, nonce):
        if self.type == "basic":
            return base64.b64encode(f"{self.name}:{self.secret}".encode()).decode()
        return base64.b64encode(hashlib.md5(self.secret_hash("md5") + b":" + nonce).digest()).decode()

    def mac(self, algorithm, nonce, body):
        inner = base64.b64encode(hashlib.new(algorithm, body).digest())
        return hashlib.new(algorithm, self.secret_hash(algorithm) + b":" + nonce + b":" + inner).digest()

    def rolls(self, nonce):
        """A new nonce is valid from now on; the old one was used last."""
        self.spent, self.nonce = self.nonce, nonce

    def element(self):
        return f"<Cred>{metinf(Format='b64', Type='syncml:auth-' + self.type)}<Data>{self.digest(self.nonce)}</Data></Cred>"


# ---------------------------------------------------------------- messages

class Message:
    """A message that came: its header fields and its commands, each in the namespace-free form that `strip` gives."""

    def __init__(self, body, media_type):
        self.encoding = "wbxml" if "wbxml" in media_type else "xml"
        if self.encoding == "wbxml":
            body = tool("wbxml2xml", "-m", "0", "-k", "-o", "-", "-", octets=body)
        try:
            root = ET.fromstring(body)
        except ET.ParseError as cause:
            raise BadMessage(str(cause)) from cause
        for element in root.iter():
            element.tag = element.tag.partition("}")[2] or element.tag
        header, content = root.find("SyncHdr"), root.find("SyncBody")
        if root.tag != "SyncML" or header is None or content is None:
            raise BadMessage("no SyncML")
        self.session, self.number = header.findtext("SessionID", ""), header.findtext("MsgID", "")
        self.device, self.target = header.findtext("Source/LocURI", ""), header.findtext("Target/LocURI", "")
        self.cred = header.findtext("Cred/Data")
        self.commands = [command for command in content if command.tag != "Final"]

    def is_report(self):
        return bool(self.commands) and all(c.tag == "Alert" and c.findtext("Data") == "1230" for c in self.commands)

    def status_of_header(self):
        return next((c for c in self.commands if c.tag == "Status" and c.findtext("CmdRef") == "0"), None)


def metinf(**parts):
    inner = "".join(f"<{name} xmlns='syncml:metinf'>{escape(value)}</{name}>" for name, value in parts.items() if value)
    return f"<Meta>{inner}</Meta>" if inner else ""


def compose(session, number, target, source, cred, commands, name=None):
    name = f"<LocName>{escape(name)}</LocName>" if name else ""
    return (f"<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>{escape(session)}</SessionID>"
            f"<MsgID>{number}</MsgID><Target><LocURI>{escape(target)}</LocURI></Target><Source><LocURI>{escape(source)}</LocURI>{name}</Source>"
            f"{cred}</SyncHdr><SyncBody>{''.join(commands)}<Final/></SyncBody></SyncML>")


def octets_of(xml, encoding, version="1.3"):
    if encoding == "xml":
        return b"<?xml version='1.0' encoding='UTF-8'?>" + xml.encode()
    return tool("xml2wbxml", "-v", version, "-k", "-o", "-", "-", octets=b"<?xml version='1.0' encoding='UTF-8'?>" + (DOCTYPE + xml).encode())


class Numbered:
    """Commands of one message as XML, with CmdIDs that count."""

    def __init__(self):
        self.count, self.parts = 0, []

    def add(self, name, inner):
        self.count += 1
        self.parts.append(f"<{name}><CmdID>{self.count}</CmdID>{inner}</{name}>")

    def status(self, msg_ref, cmd_ref, command, code, chal=""):
        self.add("Status", f"<MsgRef>{escape(msg_ref)}</MsgRef><CmdRef>{escape(cmd_ref)}</CmdRef><Cmd>{command}</Cmd>{chal}<Data>{code}</Data>")

    def operation(self, command, uri, data=None, format=None, type=None, source=None):
        inner = f"<Target><LocURI>{escape(uri)}</LocURI></Target>"
        if source is not None:
            inner += f"<Source><LocURI>{escape(source)}</LocURI></Source>"
        inner += metinf(Format=format, Type=type)
        if data is not None:
            inner += f"<Data>{escape(data)}</Data>"
        self.add(command, f"<Item>{inner}</Item>")


# ---------------------------------------------------------------- push

def uintvar(number):
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.insert(0, number & 0x7F | 0x80)
    return bytes(octets)


def wsp_push(push_id, media, body, headers=()):
    """A connectionless push: the media type as a code, then X-WAP-Application-ID 7, then what else there is as text."""
    head = bytes([0x80 | media, 0xAF, 0x87]) + b"".join(f"{name}\0{value}\0".encode() for name, value in headers)
    return bytes([push_id & 0xFF, 0x06]) + uintvar(len(head)) + head + body


# ---------------------------------------------------------------- the server

class Account:
    def __init__(self, given):
        self.device, self.server_id = given["device-id"], given["server-id"]
        self.client, self.server = Credentials(given["client"]), Credentials(given["server"])
        self.push = (given.get("push") or {}).get("wspUdp")
        self.queue = []  # lists of operations, one for each of our messages to come
        self.notified = None  # id of the session that was announced last


class Session:
    def __init__(self, account):
        self.account, self.sent, self.is_open = account, 0, False
        self.pending = []  # operations that were sent and not yet answered


class Refused(Exception):
    """What this server will not do."""


class Server:
    def __init__(self, url, accounts):
        self.url = url
        self.accounts = {name: Account(given) for name, given in accounts.items()}
        self.devices = {account.device: account for account in self.accounts.values()}
        self.sessions, self.reports = {}, []
        self.announced = int.from_bytes(new_nonce()[:2], "big")
        self.lock = threading.Lock()

    def account(self, name):
        if name not in self.accounts:
            raise Refused(f"no account {name}")
        return self.accounts[name]

    # -- what devices post

    def take(self, body, media_type, hmac_header):
        """Gives the octets and the media type of the answer; None where there is nothing to say. Raises BadMessage."""
        message = Message(body, media_type)
        with self.lock:
            if message.session == "0" or message.is_report():
                self.report(message, body, hmac_header)
                return None
            return self.converse(message)

    def report(self, message, body, hmac_header):
        account = self.devices.get(message.device)
        if account is None or not message.is_report():
            return
        nonce = self.matches(account.client, message.cred)
        if nonce is None or not mac_holds(account.client, nonce, body, hmac_header):
            return
        for item in (item for alert in message.commands for item in alert.iterfind("Item")):
            sample = {"device": message.device, "source": item.findtext("Source/LocURI"), "type": item.findtext("Meta/Type", "text/plain"),
                      "format": item.findtext("Meta/Format", "chr"), "mark": item.findtext("Meta/Mark"), "data": item.findtext("Data", "")}
            self.reports.append({key: value for key, value in sample.items() if value is not None})

    @staticmethod
    def matches(credentials, given):
        """The nonce that a digest was made over: the one handed out last, or the one before it."""
        for nonce in (credentials.nonce, credentials.spent):
            if given is not None and hmac.compare_digest(given.strip().encode(), credentials.digest(nonce).encode()):
                return nonce
        return None

    def converse(self, message):
        account = self.devices.get(message.device)
        key = (message.device, message.session)
        session = self.sessions.setdefault(key, Session(account))
        session.sent += 1
        out = Numbered()
        if account is None:
            out.status(message.number, "0", "SyncHdr", "401")
            return self.reply(session, message, out)
        if not session.is_open:
            session.is_open = message.cred is not None and message.cred.strip() == account.client.digest(account.client.nonce)
            account.client.rolls(new_nonce())
            code = "212" if session.is_open else "407" if message.cred is None else "401"
            challenge = base64.b64encode(account.client.nonce).decode()
            chal = f"<Chal>{metinf(Format='b64', Type='syncml:auth-' + account.client.type, NextNonce=challenge)}</Chal>"
            out.status(message.number, "0", "SyncHdr", code, chal)
            for command in message.commands:
                if command.tag not in ("Status", "Results"):
                    out.status(message.number, command.findtext("CmdID", "0"), command.tag, "200" if session.is_open else code)
            if not session.is_open:
                return self.reply(session, message, out)
        else:
            out.status(message.number, "0", "SyncHdr", "212")
            for command in message.commands:
                if command.tag not in ("Status", "Results"):
                    out.status(message.number, command.findtext("CmdID", "0"), command.tag, "200")
        self.learn(session, message)
        for operation in session.pending:
            out.operation(**operation)
        if not session.pending:
            del self.sessions[key]
        return self.reply(session, message, out)

    def learn(self, session, message):
        """What the device says of our last message: a nonce for our credentials, and whether it has to be sent again."""
        account, status = session.account, message.status_of_header()
        nonce = status.findtext("Chal/Meta/NextNonce") if status is not None else None
        if nonce:
            account.server.rolls(base64.b64decode(nonce))
        if status is not None and status.findtext("Data") in ("401", "407"):
            return  # the same operations once more, with credentials over the new nonce
        session.pending = account.queue.pop(0) if account.queue else []

    def reply(self, session, message, out):
        cred = session.account.server.element() if session.account and session.is_open else ""
        name = session.account.server.name if cred else None
        xml = compose(message.session, session.sent, message.device, self.url, cred, out.parts, name)
        return octets_of(xml, message.encoding), MEDIA[message.encoding]

    # -- what operators order

    def notify(self, name, ui="0", initiator="1", repeat=False):
        """Package #0: digest over the trigger, which is 10 bits version 1.1, 2 ui, 1 initiator, 27 zeros, session, length, server id."""
        account = self.account(name)
        if not (repeat and account.notified):
            self.announced = self.announced % 0xFFFF + 1
            account.notified = self.announced
        flags = 11 << 6 | int(ui) << 4 | int(initiator) << 3
        server_id = account.server_id.encode()
        trigger = flags.to_bytes(2, "big") + bytes(3) + account.notified.to_bytes(2, "big") + bytes([len(server_id)]) + server_id
        digest = account.server.mac("md5", account.server.nonce, trigger)
        self.send(account, wsp_push(account.notified, 0x44, digest + trigger))

    def command(self, name, commands, version="1.3"):
        """One Sessionless Command Message."""
        account, out = self.account(name), Numbered()
        for command in commands:
            self.write(command, out)
        if not out.parts:
            raise Refused("nothing is left of these commands")
        self.announced = self.announced % 0xFFFF + 1
        xml = compose(format(self.announced, "X"), 1, account.device, account.server_id, account.server.element(), out.parts, account.server.name)
        body = octets_of(xml, "wbxml", version)
        mac = base64.b64encode(account.server.mac("sha256", account.server.nonce, body)).decode()
        self.send(account, wsp_push(self.announced, 0x42, body, [("x-syncml-hmac", f"algorithm=SHA256,username={quoteattr(account.server.name)},mac={mac}")]))

    def write(self, command, out):
        if "sequence" in command or "atomic" in command:
            name = "sequence" if "sequence" in command else "atomic"
            inner = Numbered()
            inner.count = out.count + 1
            for each in command[name]:
                self.write(each, inner)
            if inner.parts:
                out.add(name.capitalize(), "".join(inner.parts))
                out.count = inner.count
            return
        name = next(key for key in ("replace", "add", "delete", "exec", "copy", "get") if key in command)
        if "object" in command:
            raise Refused("this server sends nodes one by one, no objects")
        if "dmacc" in command.get("type", ""):
            raise Refused("accounts are not for such a message")
        if name != "get":  # nobody would answer it
            out.operation(name.capitalize(), command[name], command.get("data"), command.get("format"), command.get("type"), command.get("source"))

    @staticmethod
    def send(account, pdu):
        if not account.push:
            raise Refused("nobody has said where the device takes its pushes")
        host, port = account.push.rsplit(":", 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(pdu, (host, int(port)))


def mac_holds(credentials, nonce, body, header):
    """True without a header; else it must hold the MAC of the body with SHA-256."""
    if header is None:
        return True
    fields = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    right = base64.b64encode(credentials.mac("sha256", nonce, body)).decode()
    return fields.get("algorithm", "MD5").upper() == "SHA256" and hmac.compare_digest(fields.get("mac", "").strip('"').encode(), right.encode())


def listen(server, host="127.0.0.1", port=0):
    """An HTTP server for devices, started; its address is `.server_address`."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 <= length <= MAX_BODY:
                return self.say(413)
            body, media_type = self.rfile.read(length), self.headers.get("Content-Type", "")
            if media_type.split(";")[0].strip() not in MEDIA.values():
                return self.say(415)
            try:
                answer = server.take(body, media_type, self.headers.get("x-syncml-hmac"))
            except BadMessage:
                return self.say(400)
            return self.say(200, *(answer or ()))

        def say(self, status, body=b"", media_type=None):
            self.send_response(status)
            if media_type:
                self.send_header("Content-Type", media_type)
            self.send_header("Cache-Control", "private")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    listener = http.server.ThreadingHTTPServer((host, port), Handler)
    listener.daemon_threads = True
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    return listener
