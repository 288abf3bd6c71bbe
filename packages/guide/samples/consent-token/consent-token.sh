. ./maskinporten.sh

from=urn:altinn:person:identifier-no:${PERSON:-01816010027}
consent="{\"type\":\"urn:altinn:consent\",\"id\":\"$CONSENT_ID\",\"from\":\"$from\"}"
maskinporten_token "${SCOPE:-altinn:consenttokens}" "\"authorization_details\":[$consent]"
