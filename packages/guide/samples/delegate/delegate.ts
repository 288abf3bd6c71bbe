const { PORTVAKT_URL = 'http://localhost:7070' } = process.env;

// A log-in as the customer's managing director, which only a sandbox gives like this.
const login = await fetch(`${PORTVAKT_URL}/sandbox/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ person: '01816010027' }),
});
const { token } = (await login.json()) as { token: string };

const suppliers = `${PORTVAKT_URL}/accessmanagement/api/v1/enduser/maskinportensuppliers`;
const between = 'party=310044423&supplier=310019747';
let given = '';
for (const url of [`${suppliers}?${between}`, `${suppliers}/resources?${between}&resource=skogdir-skogdata`]) {
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  given = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${given}`);
}
console.log(given);
