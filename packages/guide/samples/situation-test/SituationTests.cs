using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

public class SituationTests
{
    // The platform runs already: npx portvakt up --data :memory:
    static readonly HttpClient Http = new()
    {
        BaseAddress = new Uri(Environment.GetEnvironmentVariable("PORTVAKT_URL") ?? "http://localhost:7070"),
    };
    // Tests that run beside this one do not meet its situations.
    static readonly string Client = $"{Guid.NewGuid()}";

    static Task<string> NewToken() => Http.GetStringAsync(
        "/token-generator/api/GetEnterpriseToken?env=local&orgNo=310019747"
        + $"&clientId={Client}&scopes=altinn:authentication/systemregister.write");

    /// <summary>What is under test: at 401 it gets a new token, and repeats the call once.</summary>
    static async Task<HttpStatusCode> Systems()
    {
        async Task<HttpStatusCode> Ask()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/authentication/api/v1/systemregister/vendor");
            request.Headers.Authorization = new("Bearer", await NewToken());
            return (await Http.SendAsync(request)).StatusCode;
        }
        var first = await Ask();
        return first == HttpStatusCode.Unauthorized ? await Ask() : first;
    }

    [Fact]
    public async Task GetsANewTokenWhenTheOneItHasHasExpired()
    {
        var wish = new { name = "token-expired", client = Client };
        var started = await Http.PostAsJsonAsync("/sandbox/situations", wish);
        var situation = await started.Content.ReadFromJsonAsync<JsonNode>();
        try
        {
            Assert.Equal(HttpStatusCode.OK, await Systems());
            var report = await Http.GetFromJsonAsync<JsonArray>("/sandbox/situation-report");
            var met = report!.Single(one => $"{one!["name"]}" == "token-expired");
            Assert.Equal(Client, $"{met!["client"]}");
        }
        finally
        {
            await Http.DeleteAsync($"/sandbox/situations/{situation!["id"]}");
        }
    }
}
