"""A prefix of an S3 bucket, of Amazon or of any compatible server, with boto3."""

from __future__ import annotations

import logging
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import botocore.exceptions
from botocore.config import Config

from gtrm.intake.sources.model import Download, Entry, SourceDownError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gtrm.intake.sources.configuration import Limits, Source
    from gtrm.intake.sources.connections import Connection

_CHUNK = 64 * 1024
_OURS = {"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}


@contextmanager
def open_source(
    source: Source, connection: Connection, limits: Limits, environ: Mapping[str, str]
) -> Iterator[Bucket]:
    """Give the bucket. Without `credentials`, AWS's own ways of finding them hold."""
    options, extra = source.options, connection.extra
    endpoint = options.get("endpoint") or extra.get("endpoint_url")
    logging.getLogger("botocore").setLevel(logging.INFO)  # its DEBUG prints session tokens
    with _errors(source.name):
        session = boto3.session.Session(
            aws_access_key_id=connection.login,
            aws_secret_access_key=connection.password,
            aws_session_token=extra.get("aws_session_token"),
            region_name=options.get("region") or extra.get("region_name") or "us-east-1",
        )
        client = session.client(
            "s3",
            endpoint_url=endpoint,
            config=Config(
                connect_timeout=limits.timeout_seconds,
                read_timeout=limits.timeout_seconds,
                retries={"total_max_attempts": 1},  # sources.yml says how often to try
                # Compatible servers often know neither names as hosts nor the newer checksums.
                s3={"addressing_style": options.get("addressing", "path" if endpoint else "auto")},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
    try:
        yield Bucket(client, source, limits)
    finally:
        client.close()


class Bucket:
    """The objects right under a prefix as a place."""

    def __init__(self, client: Any, source: Source, limits: Limits) -> None:  # noqa: ANN401 boto3
        self.client, self.bucket, self.limits = client, source.options["bucket"], limits
        prefix = str(source.options.get("path") or "").strip("/")
        self.prefix = f"{prefix}/" if prefix else ""

    def entries(self) -> list[Entry]:
        """See `Place`. S3 has no folders: one that is not there is one without files."""
        found = []
        with _errors(f"{self.bucket}/{self.prefix}"):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix, Delimiter="/"
            )
            for page in pages:
                for item in page.get("Contents", []):
                    key = item["Key"]
                    if name := key.removeprefix(self.prefix):
                        found.append(Entry(key, name, item["Size"], item.get("ETag")))
                if len(found) > 10 * self.limits.files:
                    break  # far too many: the puller says so
        return found

    @contextmanager
    def download(self, entry: Entry, known_tag: str | None) -> Iterator[Download]:
        """See `Place`."""
        same = {"IfMatch": entry.tag} if entry.tag else {}
        with _errors(entry.name):
            answer = self.client.get_object(Bucket=self.bucket, Key=entry.path, **same)
            with closing(answer["Body"]) as body:
                yield Download(
                    chunks=body.iter_chunks(_CHUNK),
                    size=answer["ContentLength"],
                    modified_at=answer["LastModified"],
                    tag=answer.get("ETag"),
                )


@contextmanager
def _errors(where: str) -> Iterator[None]:
    try:
        yield
    except botocore.exceptions.ClientError as error:
        raise _answered(error, where) from error
    except (botocore.exceptions.NoCredentialsError, botocore.exceptions.ProfileNotFound) as error:
        raise SourceError("There are no credentials.", where, "Add `credentials`.") from error
    except (botocore.exceptions.ParamValidationError, ValueError) as error:
        raise SourceError(
            f"The entry cannot be used ({error}).", where, "Correct it in sources.yml."
        ) from error
    except (botocore.exceptions.BotoCoreError, OSError) as error:
        raise SourceDownError(
            f"The server does not answer, or broke off ({error}).", where, "See whether it is up."
        ) from error


def _answered(error: botocore.exceptions.ClientError, where: str) -> SourceError:
    code = str(error.response["Error"].get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _OURS or status in {401, 403}:
        return SourceError(
            f"The server refused the credentials ({code}).",
            where,
            "Correct `credentials`; they need to list the bucket and to read its objects.",
        )
    if status in {404, 301, 400}:
        return SourceError(
            f"The server does not have it ({code}).", where, "Correct `bucket`, `region`, `path`."
        )
    return SourceDownError(
        f"The server answered {status} {code}.", where, "Try later, or ask its administrator."
    )
