using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Xunit;

public sealed class InstancesTests(Portvakt portvakt) : IClassFixture<Portvakt>, IAsyncLifetime
{
    private const string Path = "/storage/api/v1/instances?instanceOwner.partyId=50020008";
    private const string Director = "01816010027";

    public async ValueTask InitializeAsync() => await portvakt.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HttpStatusCode> AskAs(string? person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (person is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await portvakt.TokenAsync(new { person }));
        using var answer = await portvakt.Http.SendAsync(request);
        return answer.StatusCode;
    }

    [Fact]
    public async Task Lets_a_director_read_the_instances_of_the_company() =>
        Assert.Equal(HttpStatusCode.OK, await AskAs(Director));

    [Fact]
    public async Task Is_refused_without_a_token() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAs(null));

    [Fact]
    public async Task Meets_an_altinn_that_is_down_for_a_moment()
    {
        var fault = new { kind = "status", status = 503, path = "/storage", count = 1 };
        (await portvakt.Http.PostAsJsonAsync("/sandbox/faults", fault)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAs(Director));
        Assert.Equal(HttpStatusCode.OK, await AskAs(Director));
    }
}
