import os

from maskinporten import altinn_token, call

apps = os.environ.get("APPS_URL", "http://localhost:7070")
organisation = os.environ.get("ORGANISATION", "310044423")

token = altinn_token("altinn:instances.read altinn:instances.write")
instance = call(
    "POST",
    f"{apps}/ttd/org-demo/instances",
    {"instanceOwner": {"organisationNumber": organisation}},
    bearer=token,
)
print("Created", instance["id"])
