using System.Net.Http.Json;
using System.Text.Json.Nodes;

static class ConsentAnswer
{
    public static async Task Run()
    {
        var portvakt = Maskinporten.Setting("PORTVAKT_URL", "http://localhost:7070");
        // A log-in as the person who was asked, which only a sandbox gives like this.
        using var http = new HttpClient();
        var wish = new { person = Maskinporten.Setting("PERSON", "01816010027") };
        var login = await http.PostAsJsonAsync($"{portvakt}/sandbox/tokens", wish);
        var token = (await login.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.GetValue<string>();

        var request = $"{portvakt}/accessmanagement/api/v1/bff/consentrequests/{Maskinporten.Setting("CONSENT_ID")}";
        var answer = await Maskinporten.Call(HttpMethod.Post, $"{request}/accept", token);
        Console.WriteLine(answer.ToJsonString());
    }
}
