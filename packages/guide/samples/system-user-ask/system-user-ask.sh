. ./maskinporten.sh

system=${SYSTEM_ID:-310019747_lonn} # the vendor's number, then a name
api=$ALTINN_URL/authentication/api/v1
token=$(maskinporten_token 'altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write')
post() { curl -sS --fail-with-body "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$2"; }

# What the system needs: here the right to use one app.
rights='[{"resource":[{"id":"urn:altinn:resource","value":"app_ttd_demo"}]}]'
name='{"nb":"Lønn","nn":"Løn","en":"Payroll"}'
post "$api/systemregister/vendor" "{\"id\":\"$system\",\"vendor\":{\"ID\":\"0192:${system%%_*}\"},
  \"name\":$name,\"description\":$name,\"rights\":$rights,\"clientId\":[\"$MASKINPORTEN_CLIENT_ID\"]}" >&2

request=$(post "$api/systemuser/request/vendor" \
  "{\"systemId\":\"$system\",\"partyOrgNo\":\"${CUSTOMER:-310044423}\",\"rights\":$rights}")
id=$(echo "$request" | grep -o '"id":"[0-9a-f]*-[0-9a-f-]*"' | member id)
echo "Request $id: the customer approves at $(echo "$request" | member confirmUrl)"
