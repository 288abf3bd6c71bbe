import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from check_token import check
from maskinporten import ALTINN, altinn_token, call

LEVEL = "urn:altinn:minimum-authenticationlevel"
about = call("GET", f"{ALTINN}/authentication/api/v1/openid/.well-known/openid-configuration")


def system_user(claims):
    return claims.get("authorization_details", {}).get("systemuser_id", [None])[0]


def subject(claims):
    """Whom the token is for, as the PDP calls them."""
    if system_user(claims):
        return {"urn:altinn:systemuser:uuid": system_user(claims)}
    return {"urn:altinn:organization:identifier-no": claims["consumer"]["ID"].removeprefix("0192:")}


def category(attributes):
    return [{"Attribute": [{"AttributeId": name, "Value": value} for name, value in attributes.items()]}]


def may(claims, action, organisation):
    """Whether the PDP permits it, at the level of log-in that the policy asks for."""
    resource = {"urn:altinn:resource": "ttd-lonnsrapport", "urn:altinn:organization:identifier-no": organisation}
    question = {
        "AccessSubject": category(subject(claims)),
        "Action": category({"urn:oasis:names:tc:xacml:1.0:action:action-id": action}),
        "Resource": category(resource),
    }
    # In a server: keep this token until it expires.
    own = altinn_token("altinn:authorization/authorize")
    answer = call("POST", f"{ALTINN}/authorization/api/v1/authorize", {"Request": question}, bearer=own)
    result = answer["response"][0]
    assignments = [one for duty in result.get("obligations") or [] for one in duty["attributeAssignment"]]
    wanted = max((int(one["value"]) for one in assignments if one["category"] == LEVEL), default=0)
    return result["decision"] == "Permit" and int(claims.get("urn:altinn:authlevel", 0)) >= wanted


class Reports(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            claims = check(token, "altinn:instances.read", about["issuer"], about["jwks_uri"])
        except (Exception, SystemExit):
            return self.answer(401, {})
        try:
            permitted = may(claims, "read", self.path.removeprefix("/reports/"))
        except (Exception, SystemExit):
            return self.answer(503, {})  # no answer is no permission
        if not permitted:
            return self.answer(403, {})
        self.answer(200, {"reports": [], "askedBy": "systemUser" if system_user(claims) else "organisation"})

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Reports)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
