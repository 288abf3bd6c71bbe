using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

/// <summary>
/// A Portvakt platform for tests: Maskinporten and Altinn in a process of its own. Copy this file; it needs Node.
/// One for the tests of a class is <c>IClassFixture&lt;Portvakt&gt;</c>, one for many is a collection fixture.
/// </summary>
public sealed class Portvakt : IAsyncLifetime
{
    private Process? process;

    /// <summary>Sends to the platform.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>All that the platform tells of itself, e.g. <c>maskinportenIssuer</c>.</summary>
    public JsonElement Urls { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // PORTVAKT_COMMAND names another way to start it, e.g. one that is installed.
        var command = (Environment.GetEnvironmentVariable("PORTVAKT_COMMAND") ?? "npx --yes portvakt").Split(' ');
        string[] up = ["up", "--port", "0", "--data", ":memory:", "--json", "--stop-with-stdin"];
        // It stops when its standard input is closed, so also when this process is killed.
        process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. up])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("portvakt could not be started");
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("portvakt did not start: see what it has written to standard error");
        Urls = JsonDocument.Parse(line).RootElement.GetProperty("urls");
        Http.BaseAddress = new Uri(Urls.GetProperty("base").GetString()!);
    }

    /// <summary>A token without a client, a key or a log-in, e.g. <c>new { organization = "310044423", scopes = new[] { "altinn:instances.read" } }</c>.</summary>
    public async Task<string> TokenAsync(object wish)
    {
        using var answer = await Http.PostAsJsonAsync("/sandbox/tokens", wish);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("token").GetString()!;
    }

    /// <summary>The world as it was at first.</summary>
    public async Task ResetAsync() => (await Http.PostAsync("/sandbox/reset", null)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (process is null) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
