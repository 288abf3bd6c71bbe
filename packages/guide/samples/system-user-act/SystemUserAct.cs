using System.Text.Json.Nodes;

static class SystemUserAct
{
    public static async Task Run()
    {
        var apps = Maskinporten.Setting("APPS_URL", "http://localhost:7070");
        var customer = Maskinporten.Setting("CUSTOMER", "310044423");

        // Whose system user it is stands in the grant.
        var details = new JsonArray(new JsonObject
        {
            ["type"] = "urn:altinn:systemuser",
            ["systemuser_org"] = new JsonObject { ["authority"] = "iso6523-actorid-upis", ["ID"] = $"0192:{customer}" },
        });
        var token = await Maskinporten.AltinnToken(
            "altinn:instances.read altinn:instances.write", new JsonObject { ["authorization_details"] = details });
        var owner = new JsonObject { ["organisationNumber"] = customer };
        var instance = await Maskinporten.Call(
            HttpMethod.Post, $"{apps}/ttd/demo/instances", token, new JsonObject { ["instanceOwner"] = owner });
        Console.WriteLine($"Created {instance["id"]}");
    }
}
