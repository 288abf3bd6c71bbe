import os

from maskinporten import ALTINN, altinn_token, call


def category(attributes):
    return [{"Attribute": [{"AttributeId": name, "Value": value} for name, value in attributes.items()]}]


# The system user is the token's; the client is the one whom the call is about.
client = os.environ.get("CLIENT", "310044423")
question = {
    "Request": {
        "AccessSubject": category({"urn:altinn:systemuser:uuid": os.environ["SYSTEM_USER"]}),
        "Action": category({"urn:oasis:names:tc:xacml:1.0:action:action-id": "write"}),
        "Resource": category(
            {"urn:altinn:resource": "ttd-lonnsrapport", "urn:altinn:organization:identifier-no": client}
        ),
    }
}
token = altinn_token("altinn:authorization/authorize")
answer = call("POST", f"{ALTINN}/authorization/api/v1/authorize", question, bearer=token)
print(answer["response"][0]["decision"])
