using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>Tokens from Maskinporten and Altinn, with .NET alone.</summary>
static class Maskinporten
{
    static readonly HttpClient Http = new();
    static readonly string Url = Setting("MASKINPORTEN_URL", "http://localhost:7070/maskinporten/");
    public static readonly string Altinn = Setting("ALTINN_URL", "http://localhost:7070");

    /// <summary>A token of Maskinporten; more claims go into the grant as they are.</summary>
    public static async Task<string> Token(string scope, JsonObject? claims = null)
    {
        var text = Setting("MASKINPORTEN_CLIENT_JWK"); // the private JWK, or the same in base64
        if (!text.StartsWith('{')) text = Encoding.UTF8.GetString(Convert.FromBase64String(text));
        var jwk = JsonNode.Parse(text)!;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var grant = new JsonObject
        {
            ["aud"] = Url,
            ["iss"] = Setting("MASKINPORTEN_CLIENT_ID"),
            ["scope"] = scope,
            ["iat"] = now,
            ["exp"] = now + 110, // at most two minutes
            ["jti"] = Guid.NewGuid().ToString(), // a grant is used once
        };
        foreach (var (name, value) in claims ?? []) grant[name] = value?.DeepClone();
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = jwk["kid"]!.GetValue<string>() };
        var signed = $"{Encoded(header)}.{Encoded(grant)}";
        using var key = PrivateKey(jwk);
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = $"{signed}.{Base64Url.EncodeToString(signature)}",
        };
        var answer = await Send(new(HttpMethod.Post, $"{Url}token") { Content = new FormUrlEncodedContent(form) });
        return JsonNode.Parse(answer)!["access_token"]!.GetValue<string>();
    }

    /// <summary>A token of Altinn, for one of Maskinporten.</summary>
    public static async Task<string> AltinnToken(string scope, JsonObject? claims = null, string? enterpriseUser = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Altinn}/authentication/api/v1/exchange/maskinporten");
        request.Headers.Authorization = new("Bearer", await Token(scope, claims));
        if (enterpriseUser is not null) request.Headers.Add("X-Altinn-EnterpriseUser-Authentication", enterpriseUser);
        return (await Send(request)).Trim('"');
    }

    /// <summary>The answer as JSON. What is refused says why.</summary>
    public static async Task<JsonNode> Call(HttpMethod method, string url, string token, JsonNode? body = null)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        return JsonNode.Parse(await Send(request))!;
    }

    static async Task<string> Send(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode) return text;
        throw new HttpRequestException($"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {text}");
    }

    static RSA PrivateKey(JsonNode jwk)
    {
        byte[] Member(string name) => Base64Url.DecodeFromChars(jwk[name]!.GetValue<string>());
        return RSA.Create(new RSAParameters
        {
            Modulus = Member("n"), Exponent = Member("e"), D = Member("d"), P = Member("p"), Q = Member("q"),
            DP = Member("dp"), DQ = Member("dq"), InverseQ = Member("qi"),
        });
    }

    static string Encoded(JsonNode value) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value.ToJsonString()));

    /// <summary>An environment variable, or else what is given.</summary>
    public static string Setting(string name, string? other = null) =>
        Environment.GetEnvironmentVariable(name) ?? other ?? throw new InvalidOperationException($"Set {name}.");

    public static async Task Run() => Console.WriteLine(await Token("altinn:instances.read altinn:instances.write"));
}
