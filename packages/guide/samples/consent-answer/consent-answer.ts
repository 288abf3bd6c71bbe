const { PORTVAKT_URL = 'http://localhost:7070', PERSON = '01816010027', CONSENT_ID } = process.env;

// A log-in as the person who was asked, which only a sandbox gives like this.
const login = await fetch(`${PORTVAKT_URL}/sandbox/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ person: PERSON }),
});
const { token } = (await login.json()) as { token: string };

const request = `${PORTVAKT_URL}/accessmanagement/api/v1/bff/consentrequests/${CONSENT_ID}`;
const response = await fetch(`${request}/accept`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.json());
