portvakt=${PORTVAKT_URL:-http://localhost:7070}
# A log-in as the customer's managing director, which only a sandbox gives like this.
token=$(curl -sS --fail-with-body "$portvakt/sandbox/tokens" -H 'Content-Type: application/json' \
  -d '{"person":"01816010027"}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
suppliers=$portvakt/accessmanagement/api/v1/enduser/maskinportensuppliers
between='party=310044423&supplier=310019747'
curl -sS --fail-with-body -o /dev/null -X POST -H "Authorization: Bearer $token" "$suppliers?$between"
given=$(curl -sS --fail-with-body -X POST -H "Authorization: Bearer $token" \
  "$suppliers/resources?$between&resource=skogdir-skogdata")
echo "$given"
