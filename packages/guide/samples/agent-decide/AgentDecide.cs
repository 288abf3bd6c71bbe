using System.Text.Json.Nodes;

static class AgentDecide
{
    public static async Task Run()
    {
        // The system user is the token's; the client is the one whom the call is about.
        var client = Maskinporten.Setting("CLIENT", "310044423");
        var question = new JsonObject
        {
            ["Request"] = new JsonObject
            {
                ["AccessSubject"] = Category(("urn:altinn:systemuser:uuid", Maskinporten.Setting("SYSTEM_USER"))),
                ["Action"] = Category(("urn:oasis:names:tc:xacml:1.0:action:action-id", "write")),
                ["Resource"] = Category(
                    ("urn:altinn:resource", "ttd-lonnsrapport"),
                    ("urn:altinn:organization:identifier-no", client)),
            },
        };
        var token = await Maskinporten.AltinnToken("altinn:authorization/authorize");
        var answer = await Maskinporten.Call(
            HttpMethod.Post, $"{Maskinporten.Altinn}/authorization/api/v1/authorize", token, question);
        Console.WriteLine(answer["response"]![0]!["decision"]);
    }

    static JsonArray Category(params (string Id, string Value)[] attributes) =>
        [new JsonObject
        {
            ["Attribute"] = new JsonArray([.. attributes.Select(one =>
                new JsonObject { ["AttributeId"] = one.Id, ["Value"] = one.Value })]),
        }];
}
