using System.Text.Json.Nodes;

static class ConsentAsk
{
    public static async Task Run()
    {
        var resource = new JsonObject { ["type"] = "urn:altinn:resource", ["value"] = "digdir-samtykke-inntekt" };
        var wish = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(), // yours to choose
            ["from"] = $"urn:altinn:person:identifier-no:{Maskinporten.Setting("PERSON", "01816010027")}",
            ["to"] = $"urn:altinn:organization:identifier-no:{Maskinporten.Setting("ASKER", "310019747")}",
            ["validTo"] = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["consentRights"] = new JsonArray(new JsonObject
            {
                ["action"] = new JsonArray("consent"),
                ["resource"] = new JsonArray(resource),
                ["metaData"] = new JsonObject { ["inntektsaar"] = "2025" },
            }),
            ["redirectUrl"] = "https://fjordlonn.example/samtykke",
        };
        var token = await Maskinporten.AltinnToken("altinn:consentrequests.write");
        var request = await Maskinporten.Call(
            HttpMethod.Post, $"{Maskinporten.Altinn}/accessmanagement/api/v1/enterprise/consentrequests", token, wish);
        Console.WriteLine($"Asked {request["id"]}");
    }
}
