import os

from maskinporten import ALTINN, altinn_token, call


def category(attributes):
    return [{"Attribute": [{"AttributeId": name, "Value": value} for name, value in attributes.items()]}]


question = {
    "Request": {
        "AccessSubject": category({"urn:altinn:person:identifier-no": os.environ.get("PERSON", "01816010027")}),
        "Action": category({"urn:oasis:names:tc:xacml:1.0:action:action-id": "read"}),
        "Resource": category(
            {"urn:altinn:resource": "skogdir-felling", "urn:altinn:organization:identifier-no": "310044423"}
        ),
    }
}
token = altinn_token("altinn:authorization/authorize")
answer = call("POST", f"{ALTINN}/authorization/api/v1/authorize", question, bearer=token)
print(answer["response"][0]["decision"])
