using System.Net.Http.Json;
using System.Text.Json.Nodes;

static class AgentClients
{
    public static async Task Run()
    {
        var portvakt = Maskinporten.Setting("PORTVAKT_URL", "http://localhost:7070");
        var id = Maskinporten.Setting("REQUEST_ID");
        // A log-in as the accountant's managing director, which only a sandbox gives like this.
        using var http = new HttpClient();
        var login = await http.PostAsJsonAsync($"{portvakt}/sandbox/tokens", new { person = "30856810018" });
        var token = (await login.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.GetValue<string>();
        Task<JsonNode> Post(string path) =>
            Maskinporten.Call(HttpMethod.Post, $"{portvakt}/authentication/api/v1/systemuser/{path}", token);

        // KVELDSOL REGNSKAP AS approves: the system user has the id of the request.
        await Post($"request/agent/50020006/{id}/approve");
        // It gives the system user one of its clients: FJORDVIK BAKERI AS.
        var (provider, client) = ("20000000-0000-4000-8000-000000000006", "20000000-0000-4000-8000-000000000008");
        var given = await Post($"agent/50020006/{id}?provider={provider}&client={client}");
        Console.WriteLine(given.ToJsonString());
    }
}
