import base64
import json
import os
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from maskinporten import MASKINPORTEN, call


def check(token, scope):
    """The claims of a token that may be trusted. Raises for any other."""
    header, payload, signature = token.split(".")
    named = json.loads(decoded(header))
    # In a server: keep the keys for a while, and fetch them again when a kid is new.
    keys = {one["kid"]: one for one in call("GET", MASKINPORTEN + "jwk")["keys"]}
    if named["alg"] != "RS256" or named["kid"] not in keys:
        raise ValueError("signed by somebody else")
    key = keys[named["kid"]]
    n, e = (int.from_bytes(decoded(key[name]), "big") for name in ("n", "e"))
    public = rsa.RSAPublicNumbers(e, n).public_key()
    public.verify(decoded(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    claims = json.loads(decoded(payload))
    if claims["iss"] != MASKINPORTEN:
        raise ValueError("from another issuer")
    if claims["exp"] <= time.time():
        raise ValueError("expired")
    if scope not in claims["scope"].split():
        raise ValueError("for something else")
    return claims


def decoded(text):
    return base64.urlsafe_b64decode(text + "==")


# What stands after "Bearer " in the header Authorization.
claims = check(os.environ["TOKEN"], "altinn:instances.read")
print("Good until it expires, and asked for by", claims["consumer"]["ID"].removeprefix("0192:"))
