"""A mail server that takes what it is given, or does not. received: (from, to, message) as bytes."""
import socket
import threading


class FakeSmtp:
    """behave: "work", "refuse" (550, which repeats the address, as real ones do), "hang", "drop" (closes at DATA)."""
    def __init__(self, behave="work"):
        self.behave, self.received, self.raw, self.conversations = behave, [], b"", 0
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(20)
        self.url = "smtp://127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, c):
        try:
            with c, c.makefile("rb") as lines:
                self.conversations += 1
                self.speak(c, lines)
        except OSError:
            pass

    def speak(self, c, lines):
        c.sendall(b"220 invented\r\n")
        sender, to = b"", b""
        while True:
            line = lines.readline()
            self.raw += line
            word = line[:4].upper()
            if not line:
                return
            if word == b"EHLO":
                c.sendall(b"250-invented\r\n250 8BITMIME\r\n")
            elif word == b"MAIL":
                sender = line.split(b"<")[1].split(b">")[0]
                c.sendall(b"250 yes\r\n")
            elif word == b"RCPT":
                to = line.split(b"<")[1].split(b">")[0]
                if self.behave == "hang":
                    threading.Event().wait(60)
                c.sendall(b"250 yes\r\n" if self.behave != "refuse" else b"550 <" + to + b"> is unknown here\r\n")
            elif word == b"DATA":
                if self.behave == "drop":
                    return
                c.sendall(b"354 go on\r\n")
                message = b""
                while not message.endswith(b"\r\n.\r\n"):
                    got = lines.readline()
                    if not got:
                        return
                    message += got
                self.received.append((sender, to, message[:-5]))
                self.raw += message
                c.sendall(b"250 taken\r\n")
            elif word == b"QUIT":
                c.sendall(b"221 bye\r\n")
                return
            else:
                c.sendall(b"250 yes\r\n")

    def end(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
