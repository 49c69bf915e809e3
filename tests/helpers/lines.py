"""A line between a client and a server on loopback that can break: cut or go silent."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What happens to one connection after so many bytes from the server."""

    after: int
    silent: bool = False  # else it is cut


class Line:
    """Passes bytes both ways; each new connection takes the next of `faults`, if any."""

    def __init__(self, target: int) -> None:
        self.target, self.faults, self.connections = target, [], 0
        self.passed = 0  # bytes from the server, all connections
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open = True
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.open = False
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self) -> None:
        while self.open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            fault = self.faults.pop(0) if self.faults else None
            server = socket.create_connection(("127.0.0.1", self.target))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._copy, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._copy, args=(server, client, fault), daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket, fault: Fault | None) -> None:
        left = fault.after if fault else None
        with contextlib.suppress(OSError):
            while data := source.recv(16384 if left is None else max(1, min(left, 16384))):
                if left is not None and left <= 0:
                    break
                target.sendall(data)
                self.passed += len(data) if left is not None else 0
                left = None if left is None else left - len(data)
            while fault and fault.silent and self.open:
                time.sleep(0.05)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for_port(port: int, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")
