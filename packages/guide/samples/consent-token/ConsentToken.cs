using System.Text.Json.Nodes;

static class ConsentToken
{
    public static async Task Run()
    {
        var consent = new JsonObject
        {
            ["type"] = "urn:altinn:consent",
            ["id"] = Maskinporten.Setting("CONSENT_ID"),
            ["from"] = $"urn:altinn:person:identifier-no:{Maskinporten.Setting("PERSON", "01816010027")}",
        };
        var claims = new JsonObject { ["authorization_details"] = new JsonArray(consent) };
        Console.WriteLine(await Maskinporten.Token(Maskinporten.Setting("SCOPE", "altinn:consenttokens"), claims));
    }
}
