"""Those who follow server-sent events."""

import selectors
import socket
import threading


class Followers:
    """So many who follow events, read to the end by one thread."""

    def __init__(self, address, count, path="/events", headers=""):
        host, port = address.rsplit(":", 1)
        self.told = 0
        self.selector = selectors.DefaultSelector()
        self.open = count
        for _ in range(count):
            follower = socket.create_connection((host, int(port)))
            follower.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n".encode())
            follower.setblocking(False)
            # The last bytes are enough to see the end.
            self.selector.register(follower, selectors.EVENT_READ, bytearray())
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        while self.open:
            for key, _ in self.selector.select():
                try:
                    came = key.fileobj.recv(65_536)
                except ConnectionError:
                    came = b""
                key.data.extend(came)
                if not came:
                    self.told += b"event: end\n" in key.data
                    self.selector.unregister(key.fileobj)
                    key.fileobj.close()
                    self.open -= 1
                del key.data[:-4_096]

    def join(self):
        self.thread.join()
        return self.told
