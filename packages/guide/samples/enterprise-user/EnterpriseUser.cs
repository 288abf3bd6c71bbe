using System.Text;

static class EnterpriseUser
{
    public static async Task Run()
    {
        var party = Maskinporten.Setting("PARTY_ID", "50020008");
        var name = Maskinporten.Setting("ENTERPRISE_USER", "fjordvik-bedrift");
        var password = Maskinporten.Setting("ENTERPRISE_PASSWORD");
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

        var token = await Maskinporten.AltinnToken("altinn:instances.read", enterpriseUser: secret);
        var found = await Maskinporten.Call(
            HttpMethod.Get, $"{Maskinporten.Altinn}/storage/api/v1/instances?instanceOwner.partyId={party}", token);
        Console.WriteLine($"Found {found["count"]}");
    }
}
