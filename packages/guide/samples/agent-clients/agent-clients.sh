api=${PORTVAKT_URL:-http://localhost:7070}/authentication/api/v1/systemuser
# A log-in as the accountant's managing director, which only a sandbox gives like this.
token=$(curl -sS --fail-with-body "${PORTVAKT_URL:-http://localhost:7070}/sandbox/tokens" \
  -H 'Content-Type: application/json' -d '{"person":"30856810018"}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
post() { curl -sS --fail-with-body -X POST -H "Authorization: Bearer $token" "$1"; }

# KVELDSOL REGNSKAP AS approves: the system user has the id of the request.
post "$api/request/agent/50020006/$REQUEST_ID/approve" >&2
# It gives the system user one of its clients: FJORDVIK BAKERI AS.
post "$api/agent/50020006/$REQUEST_ID?provider=20000000-0000-4000-8000-000000000006&client=20000000-0000-4000-8000-000000000008"
