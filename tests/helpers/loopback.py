"""Servers on loopback: who they are, how a process of one is started and stopped."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import boto3

MONTH = "2021-09"
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])  # where sshd is


@dataclass(frozen=True)
class Sftp:
    """A running OpenSSH server."""

    port: int
    folder: Path
    host_key: str
    user_key: str
    user: str

    def known_hosts(self, port: int | None = None) -> str:
        return f"[127.0.0.1]:{port or self.port} {self.host_key}"


@dataclass(frozen=True)
class S3:
    """A running S3-compatible server that checks who asks."""

    port: int
    key: str
    secret: str

    def client(self):
        return _client("s3", self.port, self.key, self.secret)


def make_user(port: int) -> S3:
    """Give a new server its one user, who may use S3."""
    iam = _client("iam", port, "none", "none")
    iam.create_user(UserName="gtrm")
    key = iam.create_access_key(UserName="gtrm")["AccessKey"]
    allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="gtrm", PolicyName="s3", PolicyDocument=policy)
    return S3(port, key["AccessKeyId"], key["SecretAccessKey"])


def _client(service: str, port: int, key: str, secret: str):
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


def start(command: list[str], log: Path, **environ: str) -> subprocess.Popen[bytes]:
    """Start a server that ends by itself, should this process be killed."""
    with log.open("wb") as output:
        return subprocess.Popen(
            ["timeout", "900", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | environ,
        )


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(10)
