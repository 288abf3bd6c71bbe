portvakt=${PORTVAKT_URL:-http://localhost:7070}
# A log-in as the customer's managing director, which only a sandbox gives like this.
token=$(curl -sS --fail-with-body "$portvakt/sandbox/tokens" -H 'Content-Type: application/json' \
  -d '{"person":"01816010027"}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
given=$(curl -sS --fail-with-body -X POST -H "Authorization: Bearer $token" \
  "$portvakt/accessmanagement/api/v1/enduser/maskinportensuppliers?party=310044423&supplier=310019747&resource=skogdir-skogdata")
echo "$given"
