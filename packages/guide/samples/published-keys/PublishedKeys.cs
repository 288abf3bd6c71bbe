static class PublishedKeys
{
    public static async Task Run()
    {
        var api = Maskinporten.Setting("SELF_SERVICE_URL", "http://localhost:7070/selvbetjening/") + "api/v1";
        var client = Maskinporten.Setting("OWN_CLIENT_ID");
        var token = await Maskinporten.Token("idporten:dcr.read");
        var answer = await Maskinporten.Call(HttpMethod.Get, $"{api}/clients/{client}/jwks", token);
        foreach (var key in answer["keys"]!.AsArray()) Console.WriteLine(key!["kid"]);
    }
}
