import os

from maskinporten import altinn_token, call

apps = os.environ.get("APPS_URL", "http://localhost:7070")
customer = os.environ.get("CUSTOMER", "310044423")

# Whose system user it is stands in the grant.
details = [
    {
        "type": "urn:altinn:systemuser",
        "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": f"0192:{customer}"},
    }
]
token = altinn_token("altinn:instances.read altinn:instances.write", authorization_details=details)
wish = {"instanceOwner": {"organisationNumber": customer}}
print("Created", call("POST", f"{apps}/ttd/demo/instances", wish, bearer=token)["id"])
