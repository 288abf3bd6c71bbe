import os
import uuid
from datetime import datetime, timedelta, timezone

from maskinporten import ALTINN, altinn_token, call

wish = {
    "id": str(uuid.uuid4()),  # yours to choose
    "from": "urn:altinn:person:identifier-no:" + os.environ.get("PERSON", "01816010027"),
    "to": "urn:altinn:organization:identifier-no:" + os.environ.get("ASKER", "310019747"),
    "validTo": (datetime.now(timezone.utc) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "consentRights": [
        {
            "action": ["consent"],
            "resource": [{"type": "urn:altinn:resource", "value": "digdir-samtykke-inntekt"}],
            "metaData": {"inntektsaar": "2025"},
        }
    ],
    "redirectUrl": "https://fjordlonn.example/samtykke",
}
token = altinn_token("altinn:consentrequests.write")
request = call("POST", f"{ALTINN}/accessmanagement/api/v1/enterprise/consentrequests", wish, bearer=token)
print("Asked", request["id"])
