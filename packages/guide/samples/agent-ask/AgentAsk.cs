using System.Text.Json.Nodes;

static class AgentAsk
{
    public static async Task Run()
    {
        var systemId = Maskinporten.Setting("SYSTEM_ID", "310019747_byraa"); // the vendor's number, then a name
        var accountant = Maskinporten.Setting("ACCOUNTANT", "310032085");
        var api = $"{Maskinporten.Altinn}/authentication/api/v1";
        var token = await Maskinporten.Token(
            "altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write");

        // What the system does for an accountant's clients stands in access packages, not in single rights.
        JsonArray Packages() => [new JsonObject { ["urn"] = "urn:altinn:accesspackage:regnskapsforer-lonn" }];
        JsonObject Name() =>
            new() { ["nb"] = "Lønn for byråer", ["nn"] = "Løn for byrå", ["en"] = "Payroll for accountants" };
        await Maskinporten.Call(HttpMethod.Post, $"{api}/systemregister/vendor", token, new JsonObject
        {
            ["id"] = systemId,
            ["vendor"] = new JsonObject { ["ID"] = $"0192:{systemId[..9]}" },
            ["name"] = Name(),
            ["description"] = Name(),
            ["accessPackages"] = Packages(),
            ["clientId"] = new JsonArray(Maskinporten.Setting("MASKINPORTEN_CLIENT_ID")),
            ["isVisible"] = false, // with such packages it may not stand in the list that customers choose from
        });

        var wish = new JsonObject
        {
            ["systemId"] = systemId, ["partyOrgNo"] = accountant, ["accessPackages"] = Packages(),
        };
        var request = await Maskinporten.Call(HttpMethod.Post, $"{api}/systemuser/request/vendor/agent", token, wish);
        Console.WriteLine($"Request {request["id"]}: the accountant approves at {request["confirmUrl"]}");
    }
}
