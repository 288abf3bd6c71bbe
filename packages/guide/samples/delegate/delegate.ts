const { PORTVAKT_URL = 'http://localhost:7070' } = process.env;

// A log-in as the customer's managing director, which only a sandbox gives like this.
const login = await fetch(`${PORTVAKT_URL}/sandbox/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ person: '01816010027' }),
});
const { token } = (await login.json()) as { token: string };

const wish = new URLSearchParams({ party: '310044423', supplier: '310019747', resource: 'skogdir-skogdata' });
const response = await fetch(`${PORTVAKT_URL}/accessmanagement/api/v1/enduser/maskinportensuppliers?${wish}`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}` },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log(await response.text());
