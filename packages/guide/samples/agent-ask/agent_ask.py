import os

from maskinporten import ALTINN, call, token

system_id = os.environ.get("SYSTEM_ID", "310019747_byraa")  # the vendor's number, then a name
accountant = os.environ.get("ACCOUNTANT", "310032085")
api = f"{ALTINN}/authentication/api/v1"
bearer = token("altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write")

# What the system does for an accountant's clients stands in access packages, not in single rights.
packages = [{"urn": "urn:altinn:accesspackage:regnskapsforer-lonn"}]
name = {"nb": "Lønn for byråer", "nn": "Løn for byrå", "en": "Payroll for accountants"}
system = {
    "id": system_id,
    "vendor": {"ID": f"0192:{system_id[:9]}"},
    "name": name,
    "description": name,
    "accessPackages": packages,
    "clientId": [os.environ["MASKINPORTEN_CLIENT_ID"]],
    "isVisible": False,  # with such packages it may not stand in the list that customers choose from
}
call("POST", f"{api}/systemregister/vendor", system, bearer=bearer)

wish = {"systemId": system_id, "partyOrgNo": accountant, "accessPackages": packages}
request = call("POST", f"{api}/systemuser/request/vendor/agent", wish, bearer=bearer)
print(f"Request {request['id']}: the accountant approves at {request['confirmUrl']}")
