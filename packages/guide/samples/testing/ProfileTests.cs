using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

public class ProfileTests
{
    // The platform runs already: npx portvakt up --data :memory:
    static readonly string Portvakt = Environment.GetEnvironmentVariable("PORTVAKT_URL") ?? "http://localhost:7070";
    static readonly HttpClient Http = new();

    [Fact]
    public async Task KnowsThePerson()
    {
        var wish = new JsonObject { ["person"] = "01816010027" };
        var made = await Http.PostAsJsonAsync($"{Portvakt}/sandbox/tokens", wish);
        var token = (await made.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.GetValue<string>();
        var answer = await Profile(token);
        var profile = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal(20001, profile!["userId"]!.GetValue<int>());
    }

    [Fact]
    public async Task TurnsAwayWhatIsNoToken() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await Profile("nothing")).StatusCode);

    static Task<HttpResponseMessage> Profile(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Portvakt}/profile/api/v1/users/current");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Http.SendAsync(request);
    }
}
