portvakt=${PORTVAKT_URL:-http://localhost:7070}
# A log-in as the person who was asked, which only a sandbox gives like this.
token=$(curl -sS --fail-with-body "$portvakt/sandbox/tokens" -H 'Content-Type: application/json' \
  -d "{\"person\":\"${PERSON:-01816010027}\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/')
curl -sS --fail-with-body -X POST -H "Authorization: Bearer $token" \
  "$portvakt/accessmanagement/api/v1/bff/consentrequests/$CONSENT_ID/accept"
