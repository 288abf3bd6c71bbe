using System.Text.Json.Nodes;

static class Organisation
{
    public static async Task Run()
    {
        var apps = Maskinporten.Setting("APPS_URL", "http://localhost:7070");
        var organisation = Maskinporten.Setting("ORGANISATION", "310044423");

        var token = await Maskinporten.AltinnToken("altinn:instances.read altinn:instances.write");
        var owner = new JsonObject { ["organisationNumber"] = organisation };
        var instance = await Maskinporten.Call(
            HttpMethod.Post, $"{apps}/ttd/org-demo/instances", token, new JsonObject { ["instanceOwner"] = owner });
        Console.WriteLine($"Created {instance["id"]}");
    }
}
