import os

from maskinporten import ALTINN, call, token

system_id = os.environ.get("SYSTEM_ID", "310019747_lonn")  # the vendor's number, then a name
customer = os.environ.get("CUSTOMER", "310044423")
api = f"{ALTINN}/authentication/api/v1"
bearer = token("altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write")

# What the system needs: here the right to use one app.
rights = [{"resource": [{"id": "urn:altinn:resource", "value": "app_ttd_demo"}]}]
name = {"nb": "Lønn", "nn": "Løn", "en": "Payroll"}
system = {
    "id": system_id,
    "vendor": {"ID": f"0192:{system_id[:9]}"},
    "name": name,
    "description": name,
    "rights": rights,
    "clientId": [os.environ["MASKINPORTEN_CLIENT_ID"]],
}
call("POST", f"{api}/systemregister/vendor", system, bearer=bearer)

wish = {"systemId": system_id, "partyOrgNo": customer, "rights": rights}
request = call("POST", f"{api}/systemuser/request/vendor", wish, bearer=bearer)
print(f"Request {request['id']}: the customer approves at {request['confirmUrl']}")
