"""Tokens from Maskinporten and Altinn. pip install cryptography"""

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

MASKINPORTEN = os.environ.get("MASKINPORTEN_URL", "http://localhost:7070/maskinporten/")
ALTINN = os.environ.get("ALTINN_URL", "http://localhost:7070")


def token(scope, **claims):
    """A token of Maskinporten; more claims go into the grant as they are."""
    text = os.environ["MASKINPORTEN_CLIENT_JWK"]  # the private JWK, or the same in base64
    jwk = json.loads(text if text.startswith("{") else base64.b64decode(text))
    now = int(time.time())
    grant = {
        "aud": MASKINPORTEN,
        "iss": os.environ["MASKINPORTEN_CLIENT_ID"],
        "scope": scope,
        "iat": now,
        "exp": now + 110,  # at most two minutes
        "jti": str(uuid.uuid4()),  # a grant is used once
        **claims,
    }
    signed = encoded({"alg": "RS256", "kid": jwk["kid"]}) + "." + encoded(grant)
    signature = private_key(jwk).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": signed + "." + base64url(signature),
    }
    answer = call("POST", MASKINPORTEN + "token", urllib.parse.urlencode(form).encode())
    return answer["access_token"]


def altinn_token(scope, headers=None, **claims):
    """A token of Altinn, for one of Maskinporten."""
    headers = {"Authorization": "Bearer " + token(scope, **claims), **(headers or {})}
    return call("GET", ALTINN + "/authentication/api/v1/exchange/maskinporten", headers=headers)


def call(method, url, body=None, bearer=None, headers=None):
    """The answer as JSON where it is JSON, else as text. What is refused says why."""
    headers = dict(headers or {})
    if bearer:
        headers["Authorization"] = "Bearer " + bearer
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as response:
            text = response.read().decode()
    except urllib.error.HTTPError as refused:
        raise SystemExit(f"{method} {url}: {refused.code} {refused.read().decode()}")
    return json.loads(text) if text.startswith(("{", "[", '"')) else text


def encoded(value):
    return base64url(json.dumps(value).encode())


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def private_key(jwk):
    names = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
    n, e, d, p, q, dp, dq, qi = (
        int.from_bytes(base64.urlsafe_b64decode(jwk[name] + "=="), "big") for name in names
    )
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n)).private_key()


if __name__ == "__main__":
    print(token("altinn:instances.read altinn:instances.write"))
