. ./maskinporten.sh

id=$(openssl rand -hex 16 | sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\)$/\1-\2-4\3-8\4-\5/') # yours to choose
until=$(date -u -d '+30 days' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+30d +%Y-%m-%dT%H:%M:%SZ)
token=$(altinn_token 'altinn:consentrequests.write')
curl -sS --fail-with-body -o /dev/null "$ALTINN_URL/accessmanagement/api/v1/enterprise/consentrequests" \
  -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d @- <<REQUEST
{
  "id": "$id",
  "from": "urn:altinn:person:identifier-no:${PERSON:-01816010027}",
  "to": "urn:altinn:organization:identifier-no:${ASKER:-310019747}",
  "validTo": "$until",
  "consentRights": [{
    "action": ["consent"],
    "resource": [{ "type": "urn:altinn:resource", "value": "digdir-samtykke-inntekt" }],
    "metaData": { "inntektsaar": "2025" }
  }],
  "redirectUrl": "https://fjordlonn.example/samtykke"
}
REQUEST
echo "Asked $id"
