import base64
import json
import os
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from maskinporten import MASKINPORTEN, call


def check(token, scope, issuer=MASKINPORTEN, keys=MASKINPORTEN + "jwk"):
    """The claims of a token that may be trusted. Raises for any other."""
    header, payload, signature = token.split(".")
    named = json.loads(decoded(header))
    # In a server: keep the keys for a while, and fetch them again when a kid is new.
    key = {one["kid"]: one for one in call("GET", keys)["keys"]}.get(named["kid"])
    if named["alg"] != "RS256" or key is None:
        raise ValueError("signed by somebody else")
    n, e = (int.from_bytes(decoded(key[name]), "big") for name in ("n", "e"))
    public = rsa.RSAPublicNumbers(e, n).public_key()
    public.verify(decoded(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    claims = json.loads(decoded(payload))
    if claims["iss"] != issuer:
        raise ValueError("from another issuer")
    if not claims.get("nbf", 0) <= time.time() < claims["exp"]:
        raise ValueError("expired, or not valid yet")
    if scope not in claims["scope"].split():
        raise ValueError("for something else")
    return claims


def decoded(text):
    return base64.urlsafe_b64decode(text + "==")


if __name__ == "__main__":
    # What stands after "Bearer " in the header Authorization.
    good = check(os.environ["TOKEN"], "altinn:instances.read")
    print("Good until it expires, and asked for by", good["consumer"]["ID"].removeprefix("0192:"))
