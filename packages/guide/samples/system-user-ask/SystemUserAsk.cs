using System.Text.Json.Nodes;

static class SystemUserAsk
{
    public static async Task Run()
    {
        var systemId = Maskinporten.Setting("SYSTEM_ID", "310019747_lonn"); // the vendor's number, then a name
        var customer = Maskinporten.Setting("CUSTOMER", "310044423");
        var api = $"{Maskinporten.Altinn}/authentication/api/v1";
        var token = await Maskinporten.Token(
            "altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write");

        // What the system needs: here the right to use one app.
        JsonArray Rights() => [new JsonObject
        {
            ["resource"] = new JsonArray(new JsonObject { ["id"] = "urn:altinn:resource", ["value"] = "app_ttd_demo" }),
        }];
        JsonObject Name() => new() { ["nb"] = "Lønn", ["nn"] = "Løn", ["en"] = "Payroll" };
        await Maskinporten.Call(HttpMethod.Post, $"{api}/systemregister/vendor", token, new JsonObject
        {
            ["id"] = systemId,
            ["vendor"] = new JsonObject { ["ID"] = $"0192:{systemId[..9]}" },
            ["name"] = Name(),
            ["description"] = Name(),
            ["rights"] = Rights(),
            ["clientId"] = new JsonArray(Maskinporten.Setting("MASKINPORTEN_CLIENT_ID")),
        });

        var request = await Maskinporten.Call(HttpMethod.Post, $"{api}/systemuser/request/vendor", token, new JsonObject
        {
            ["systemId"] = systemId, ["partyOrgNo"] = customer, ["rights"] = Rights(),
        });
        Console.WriteLine($"Request {request["id"]}: the customer approves at {request["confirmUrl"]}");
    }
}
