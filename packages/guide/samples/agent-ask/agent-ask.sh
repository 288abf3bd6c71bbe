. ./maskinporten.sh

system=${SYSTEM_ID:-310019747_byraa} # the vendor's number, then a name
api=$ALTINN_URL/authentication/api/v1
token=$(maskinporten_token 'altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write')
post() { curl -sS --fail-with-body "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$2"; }

# What the system does for an accountant's clients stands in access packages, not in single rights.
packages='[{"urn":"urn:altinn:accesspackage:regnskapsforer-lonn"}]'
name='{"nb":"Lønn for byråer","nn":"Løn for byrå","en":"Payroll for accountants"}'
# With such packages it may not stand in the list that customers choose from: isVisible is false.
post "$api/systemregister/vendor" "{\"isVisible\":false,\"id\":\"$system\",\"vendor\":{\"ID\":\"0192:${system%%_*}\"},\"name\":$name,
  \"description\":$name,\"accessPackages\":$packages,\"clientId\":[\"$MASKINPORTEN_CLIENT_ID\"]}" >&2

request=$(post "$api/systemuser/request/vendor/agent" \
  "{\"systemId\":\"$system\",\"partyOrgNo\":\"${ACCOUNTANT:-310032085}\",\"accessPackages\":$packages}")
id=$(echo "$request" | grep -o '"id":"[0-9a-f]*-[0-9a-f-]*"' | member id)
echo "Request $id: the accountant approves at $(echo "$request" | member confirmUrl)"
