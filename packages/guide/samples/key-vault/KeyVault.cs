using System.Text.Json.Nodes;

static class KeyVault
{
    public static async Task Run()
    {
        var vault = Maskinporten.Setting("VAULT_URL").TrimEnd('/');
        // For an app in Azure: the token of its managed identity, from Azure.Identity.
        var token = Maskinporten.Setting("VAULT_TOKEN");
        var secret = await Maskinporten.Call(HttpMethod.Get, $"{vault}/secrets/testklient?api-version=7.4", token);
        Environment.SetEnvironmentVariable("MASKINPORTEN_CLIENT_JWK", secret["value"]!.GetValue<string>());
        Console.WriteLine(await Maskinporten.Token("altinn:instances.read altinn:instances.write"));
    }
}
