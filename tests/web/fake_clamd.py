"""A scanner that behaves as it is told: the INSTREAM command of clamd's protocol, over a socket of a folder or TCP."""
import os
import socket
import struct
import threading
import time

BAD = b"X5-invented-harmful-X5"


class FakeClamd:
    """behave: "work", "slow", "silent", "early" (closes while it is sent), "half" (closes after it heard all), "noise",
    "lie" (says clean before it has heard the end), "error", "unended" (no NUL), "oversize" (over `most` bytes)."""
    def __init__(self, path=None, behave="work", most=1 << 30):
        self.behave, self.most, self.files, self.open = behave, most, [], True
        if path:
            self.place = path
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.bind(path)
        else:
            self.socket = socket.socket()
            self.socket.bind(("127.0.0.1", 0))
            self.place = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.socket.listen(20)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while self.open:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, c):
        try:
            with c:
                self.answer(c)
        except (ConnectionError, struct.error, OSError):
            pass

    def exactly(self, c, size):
        got = b""
        while len(got) < size:
            more = c.recv(min(65536, size - len(got)))
            if not more:
                raise ConnectionError
            got += more
        return got

    def answer(self, c):
        command = b""
        while not command.endswith(b"\0"):
            command += self.exactly(c, 1)
        assert command == b"zINSTREAM\0", command
        if self.behave == "lie":
            c.sendall(b"stream: OK\0")
            return
        heard = b""
        while True:
            size = struct.unpack(">I", self.exactly(c, 4))[0]
            if size == 0:
                break
            heard += self.exactly(c, size)
            if self.behave == "early":
                return
            if len(heard) > self.most:
                c.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.files.append(heard)
        if self.behave == "silent":
            time.sleep(120)
        if self.behave == "slow":
            time.sleep(2)
        if self.behave == "half":
            c.sendall(b"stream: O")
            return
        said = {"noise": b"\x00\xff\x01 OK\0", "error": b"stream: something went wrong. ERROR\0",
                "unended": b"stream: OK"}.get(self.behave)
        if not said:
            said = b"stream: Invented.Harm-1 FOUND\0" if BAD in heard else b"stream: OK\0"
        c.sendall(said)

    def end(self):
        self.open = False
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        if self.place.startswith("/"):
            os.unlink(self.place)
