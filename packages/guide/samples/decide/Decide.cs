using System.Text.Json.Nodes;

static class Decide
{
    public static async Task Run()
    {
        var person = Maskinporten.Setting("PERSON", "01816010027");
        var question = new JsonObject
        {
            ["Request"] = new JsonObject
            {
                ["AccessSubject"] = Category(("urn:altinn:person:identifier-no", person)),
                ["Action"] = Category(("urn:oasis:names:tc:xacml:1.0:action:action-id", "read")),
                ["Resource"] = Category(
                    ("urn:altinn:resource", "skogdir-felling"),
                    ("urn:altinn:organization:identifier-no", "310044423")),
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
