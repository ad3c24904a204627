"""Signatures of Amazon's APIs, by the example of its documentation and by what botocore signed.

Source: https://docs.aws.amazon.com/general/latest/gr/sigv4_signing.html (GET ListUsers of IAM).
"""

from __future__ import annotations

from cordboard.webhooks.aws_signature import Keys, Scope, authorization

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def test_the_example_of_the_documentation_is_signed_as_there() -> None:
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": "iam.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
    }
    found = authorization(
        Keys("AKIDEXAMPLE", SECRET),
        Scope("20150830T123600Z", "us-east-1", "iam"),
        headers,
        b"",
        method="GET",
        query="Action=ListUsers&Version=2010-05-08",
    )
    assert found == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
        " SignedHeaders=content-type;host;x-amz-date,"
        " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


def test_a_call_with_the_token_of_a_session_is_signed_as_botocore_signs_it() -> None:
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "Kinesis_20131202.PutRecords",
        "host": "127.0.0.1:4567",
        "x-amz-date": "20261125T170000Z",
        "x-amz-security-token": "role-token",
    }
    keys, scope = Keys("ASIAROLE", "role-secret", "role-token"), Scope("20261125T170000Z", "us-east-1", "kinesis")
    # Made with SigV4Auth of botocore 1.44.8.
    signature = "7c25751d450b00d9d5969f3030ad43e3c19f50edd7e5e8e09a43cdbcbce83f6a"
    assert authorization(keys, scope, headers, b'{"Records":[]}').endswith(f"Signature={signature}")
