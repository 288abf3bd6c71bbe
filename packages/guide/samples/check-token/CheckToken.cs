using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

static class CheckToken
{
    /// <summary>The claims of a token that may be trusted.</summary>
    /// <exception cref="UnauthorizedAccessException">for any other</exception>
    public static async Task<JsonNode> Check(string token, string scope, string? issuer = null, string? keysUrl = null)
    {
        issuer ??= Maskinporten.Setting("MASKINPORTEN_URL", "http://localhost:7070/maskinporten/");
        var parts = token.Split('.');
        var header = Parsed(parts[0]);
        // In a server: keep the keys for a while, and fetch them again when a kid is new.
        using var http = new HttpClient();
        var keys = JsonNode.Parse(await http.GetStringAsync(keysUrl ?? $"{issuer}jwk"))!["keys"]!.AsArray();
        var key = keys.FirstOrDefault(one => $"{one!["kid"]}" == $"{header["kid"]}");
        if (key is null || $"{header["alg"]}" != "RS256") throw new UnauthorizedAccessException("signed by somebody else");
        using var rsa = RSA.Create(new RSAParameters { Modulus = Member(key, "n"), Exponent = Member(key, "e") });
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var signature = Base64Url.DecodeFromChars(parts[2]);
        if (!rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            throw new UnauthorizedAccessException("changed on the way");
        var claims = Parsed(parts[1]);
        if ($"{claims["iss"]}" != issuer) throw new UnauthorizedAccessException("from another issuer");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (claims["exp"]!.GetValue<long>() <= now || claims["nbf"]?.GetValue<long>() > now)
            throw new UnauthorizedAccessException("expired, or not valid yet");
        if (!$"{claims["scope"]}".Split(' ').Contains(scope)) throw new UnauthorizedAccessException("for something else");
        return claims;
    }

    static JsonNode Parsed(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!;
    static byte[] Member(JsonNode key, string name) => Base64Url.DecodeFromChars($"{key[name]}");

    public static async Task Run()
    {
        // What stands after "Bearer " in the header Authorization.
        var claims = await Check(Maskinporten.Setting("TOKEN"), "altinn:instances.read");
        var consumer = $"{claims["consumer"]!["ID"]}".Replace("0192:", "");
        Console.WriteLine($"Good until it expires, and asked for by {consumer}");
    }
}
