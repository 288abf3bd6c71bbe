. ./maskinporten.sh

sandbox=${PORTVAKT_URL:-http://localhost:7070}/sandbox/situations
requests=$ALTINN_URL/authentication/api/v1/systemuser/request/vendor
token=$(maskinporten_token 'altinn:authentication/systemuser.request.write altinn:authentication/systemuser.request.read')
request() { curl -sS --fail-with-body -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
uuid() { grep -o '"id":"[0-9a-f]*-[0-9a-f-]*"' | member id; }

# From now on the customer declines what has this reference, and nothing else.
reference=$(openssl rand -hex 16)
situation=$(curl -sS --fail-with-body "$sandbox" -H 'Content-Type: application/json' \
  -d "{\"name\":\"request-declined\",\"externalRef\":\"$reference\"}" | uuid)

# What you test: your program asks, and learns what became of it.
id=$(request "$requests" -d "{\"systemId\":\"${SYSTEM_ID:-310019747_lonn}\",\"partyOrgNo\":\"${CUSTOMER:-310044423}\",
  \"externalRef\":\"$reference\",\"rights\":[{\"resource\":[{\"id\":\"urn:altinn:resource\",\"value\":\"app_ttd_demo\"}]}]}" | uuid)
request "$requests/$id" | member status

curl -sS --fail-with-body -X DELETE "$sandbox/$situation"
