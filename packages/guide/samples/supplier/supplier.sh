. ./maskinporten.sh

# On whose behalf stands in the grant.
token=$(maskinporten_token 'skogdir:skogdata.read' "\"consumer_org\":\"${CONSUMER:-310044423}\"")
claims=$(echo "$token" | cut -d . -f 2 | tr '_-' '/+' | sed 's/$/===/' | openssl base64 -d -A 2>/dev/null)
organisation() { echo "$claims" | sed "s/.*\"$1\":{[^}]*\"ID\":\"\([^\"]*\)\".*/\1/"; }
echo "$(organisation supplier) for $(organisation consumer)"
