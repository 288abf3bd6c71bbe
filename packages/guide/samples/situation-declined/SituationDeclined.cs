using System.Net.Http.Json;
using System.Text.Json.Nodes;

static class SituationDeclined
{
    static readonly HttpClient Http = new();

    public static async Task Run()
    {
        var portvakt = Maskinporten.Setting("PORTVAKT_URL", "http://localhost:7070");
        var token = await Maskinporten.Token(
            "altinn:authentication/systemuser.request.write altinn:authentication/systemuser.request.read");

        // From now on the customer declines what has this reference, and nothing else.
        var reference = Guid.NewGuid().ToString();
        var wish = new JsonObject { ["name"] = "request-declined", ["externalRef"] = reference };
        var started = await Http.PostAsJsonAsync($"{portvakt}/sandbox/situations", wish);
        var situation = await started.Content.ReadFromJsonAsync<JsonNode>();

        // What you test: your program asks, and learns what became of it.
        var requests = $"{Maskinporten.Altinn}/authentication/api/v1/systemuser/request/vendor";
        var request = await Maskinporten.Call(HttpMethod.Post, requests, token, new JsonObject
        {
            ["systemId"] = Maskinporten.Setting("SYSTEM_ID", "310019747_lonn"),
            ["partyOrgNo"] = Maskinporten.Setting("CUSTOMER", "310044423"),
            ["externalRef"] = reference,
            ["rights"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonArray(new JsonObject { ["id"] = "urn:altinn:resource", ["value"] = "app_ttd_demo" }),
            }),
        });
        var answer = await Maskinporten.Call(HttpMethod.Get, $"{requests}/{request["id"]}", token);
        Console.WriteLine(answer["status"]);

        await Http.DeleteAsync($"{portvakt}/sandbox/situations/{situation!["id"]}");
    }
}
