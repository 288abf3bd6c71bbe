using System.Buffers.Text;
using System.Text.Json.Nodes;

static class Supplier
{
    public static async Task Run()
    {
        // On whose behalf stands in the grant.
        var behalf = new JsonObject { ["consumer_org"] = Maskinporten.Setting("CONSUMER", "310044423") };
        var token = await Maskinporten.Token("skogdir:skogdata.read", behalf);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Console.WriteLine($"{claims["supplier"]!["ID"]} for {claims["consumer"]!["ID"]}");
    }
}
