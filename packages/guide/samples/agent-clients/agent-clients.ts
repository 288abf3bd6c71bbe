const { PORTVAKT_URL = 'http://localhost:7070', REQUEST_ID } = process.env;
const api = `${PORTVAKT_URL}/authentication/api/v1/systemuser`;

// A log-in as the accountant's managing director, which only a sandbox gives like this.
const login = await fetch(`${PORTVAKT_URL}/sandbox/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ person: '30856810018' }),
});
const { token } = (await login.json()) as { token: string };

async function post(path: string): Promise<string> {
  const response = await fetch(`${api}/${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.text();
}

// KVELDSOL REGNSKAP AS approves: the system user has the id of the request.
await post(`request/agent/50020006/${REQUEST_ID}/approve`);
// It gives the system user one of its clients: FJORDVIK BAKERI AS.
const [provider, client] = ['20000000-0000-4000-8000-000000000006', '20000000-0000-4000-8000-000000000008'];
console.log(await post(`agent/50020006/${REQUEST_ID}?provider=${provider}&client=${client}`));
