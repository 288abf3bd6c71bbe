using System.Buffers.Text;
using System.Text.Json.Nodes;

static class AgentAct
{
    public static async Task Run()
    {
        var accountant = Maskinporten.Setting("ACCOUNTANT", "310032085");

        // The accountant's system user, whichever of its clients the call is about.
        var org = new JsonObject { ["authority"] = "iso6523-actorid-upis", ["ID"] = $"0192:{accountant}" };
        var details = new JsonArray(new JsonObject { ["type"] = "urn:altinn:systemuser", ["systemuser_org"] = org });
        var token = await Maskinporten.Token(
            "altinn:instances.read altinn:instances.write", new JsonObject { ["authorization_details"] = details });
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        var user = claims["authorization_details"]![0]!;
        Console.WriteLine($"System user {user["systemuser_id"]![0]} of {user["systemuser_org"]!["ID"]}");
    }
}
