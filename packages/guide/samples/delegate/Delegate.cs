using System.Net.Http.Json;
using System.Text.Json.Nodes;

static class Delegate
{
    public static async Task Run()
    {
        var portvakt = Maskinporten.Setting("PORTVAKT_URL", "http://localhost:7070");
        // A log-in as the customer's managing director, which only a sandbox gives like this.
        using var http = new HttpClient();
        var login = await http.PostAsJsonAsync($"{portvakt}/sandbox/tokens", new { person = "01816010027" });
        var token = (await login.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.GetValue<string>();

        var suppliers = $"{portvakt}/accessmanagement/api/v1/enduser/maskinportensuppliers";
        var between = "party=310044423&supplier=310019747";
        await Maskinporten.Call(HttpMethod.Post, $"{suppliers}?{between}", token);
        var given = await Maskinporten.Call(
            HttpMethod.Post, $"{suppliers}/resources?{between}&resource=skogdir-skogdata", token);
        Console.WriteLine(given.ToJsonString());
    }
}
