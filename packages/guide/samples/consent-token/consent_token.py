import os

from maskinporten import token

consent = {
    "type": "urn:altinn:consent",
    "id": os.environ["CONSENT_ID"],
    "from": "urn:altinn:person:identifier-no:" + os.environ.get("PERSON", "01816010027"),
}
print(token(os.environ.get("SCOPE", "altinn:consenttokens"), authorization_details=[consent]))
