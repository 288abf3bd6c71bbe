using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

static class Protect
{
    const string Level = "urn:altinn:minimum-authenticationlevel";
    static readonly string Issuer = $"{Maskinporten.Altinn}/authentication/api/v1/openid/";

    public static async Task Run()
    {
        var app = WebApplication.Create();
        app.MapGet("/reports/{org}", async (string org, HttpRequest request) =>
        {
            JsonNode claims;
            try
            {
                var token = $"{request.Headers.Authorization}".Replace("Bearer ", "");
                var about = JsonNode.Parse(await Http.GetStringAsync($"{Issuer}.well-known/openid-configuration"))!;
                claims = await CheckToken.Check(token, "altinn:instances.read", $"{about["issuer"]}", $"{about["jwks_uri"]}");
            }
            catch (Exception)
            {
                return Results.Unauthorized();
            }
            try
            {
                if (!await May(claims, "read", org)) return Results.StatusCode(403);
            }
            catch (Exception)
            {
                return Results.StatusCode(503); // no answer is no permission
            }
            return Results.Json(new { reports = Array.Empty<string>(), askedBy = KindOf(claims) });
        });
        await app.StartAsync();
        Console.WriteLine($"listening on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    /// <summary>Whether the PDP permits it, at the level of log-in that the policy asks for.</summary>
    static async Task<bool> May(JsonNode claims, string action, string organisation)
    {
        var question = new JsonObject
        {
            ["Request"] = new JsonObject
            {
                ["AccessSubject"] = Category(Subject(claims)),
                ["Action"] = Category(("urn:oasis:names:tc:xacml:1.0:action:action-id", action)),
                ["Resource"] = Category(
                    ("urn:altinn:resource", "ttd-lonnsrapport"),
                    ("urn:altinn:organization:identifier-no", organisation)),
            },
        };
        // In a server: keep this token until it expires.
        var own = await Maskinporten.AltinnToken("altinn:authorization/authorize");
        var answer = await Maskinporten.Call(
            HttpMethod.Post, $"{Maskinporten.Altinn}/authorization/api/v1/authorize", own, question);
        var result = answer["response"]![0]!;
        var has = claims["urn:altinn:authlevel"]?.GetValue<int>() ?? 0;
        var wanted = (result["obligations"]?.AsArray() ?? [])
            .SelectMany(one => one!["attributeAssignment"]!.AsArray())
            .Where(one => $"{one!["category"]}" == Level);
        return $"{result["decision"]}" == "Permit" && wanted.All(one => has >= int.Parse($"{one!["value"]}"));
    }

    static readonly HttpClient Http = new();

    static JsonNode? SystemUser(JsonNode claims) => claims["authorization_details"]?["systemuser_id"]?[0];
    static string KindOf(JsonNode claims) => SystemUser(claims) is null ? "organisation" : "systemUser";

    /// <summary>Whom the token is for, as the PDP calls them.</summary>
    static (string, string) Subject(JsonNode claims) => SystemUser(claims) is { } id
        ? ("urn:altinn:systemuser:uuid", $"{id}")
        : ("urn:altinn:organization:identifier-no", $"{claims["consumer"]!["ID"]}".Replace("0192:", ""));

    static JsonArray Category((string Id, string Value) first, params (string Id, string Value)[] others) =>
        [new JsonObject
        {
            ["Attribute"] = new JsonArray([.. others.Prepend(first).Select(one =>
                new JsonObject { ["AttributeId"] = one.Id, ["Value"] = one.Value })]),
        }];
}
