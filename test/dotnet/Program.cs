// Every way to use Altinn.ApiClients.Maskinporten, against the platform that standard input names; what came of each goes to standard output.
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Altinn.ApiClients.Maskinporten.Config;
using Altinn.ApiClients.Maskinporten.Extensions;
using Altinn.ApiClients.Maskinporten.Interfaces;
using Altinn.ApiClients.Maskinporten.Models;
using Altinn.ApiClients.Maskinporten.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging.Abstractions;

var web = new JsonSerializerOptions(JsonSerializerDefaults.Web);
var run = JsonSerializer.Deserialize<Run>(Console.In.ReadToEnd(), web)!;
var outcomes = new Dictionary<string, object?>();

async Task Try(string name, Func<Task<object?>> what)
{
    try { outcomes[name] = await what(); }
    catch (Exception error) { outcomes[name] = $"{error.GetBaseException().GetType().Name}: {error.GetBaseException().Message}"; }
}

HttpMessageHandler Handler() => run.Way switch
{
    "hosts" => Reach.ByName(run.TlsPort, run.Authority),
    "redirected" => new Reach.Redirected(run.Platform),
    _ => new HttpClientHandler(),
};

MaskinportenSettings Settings(Action<MaskinportenSettings>? change = null)
{
    var settings = new MaskinportenSettings { Environment = "test", ClientId = run.ClientId, Scope = run.Scope, EncodedJwk = run.EncodedJwk };
#if VERSION_10
    if (run.Way == "settings")
    {
        settings.TokenEndpoint = $"{run.Platform}/maskinporten/token";
        settings.AssertionAudience = $"{run.Platform}/maskinporten/";
        settings.TokenExchangeEndpoint = $"{run.Platform}/authentication/api/v1/exchange/maskinporten";
    }
#endif
    change?.Invoke(settings);
    return settings;
}

void ByCertificate(MaskinportenSettings settings)
{
    settings.ClientId = run.CertificateClientId;
    settings.EncodedJwk = null;
    settings.CertificatePkcs12Path = run.Pkcs12;
    settings.CertificatePkcs12Password = run.Pkcs12Password;
    // In settings it stands without a password.
    var certificate = new X509Certificate2(run.Pkcs12, run.Pkcs12Password, X509KeyStorageFlags.Exportable);
    settings.EncodedX509 = Convert.ToBase64String(certificate.Export(X509ContentType.Pfx));
}

void Exchanged(MaskinportenSettings settings) => settings.ExhangeToAltinnToken = true;
#if !VERSION_10
void AsEnterpriseUser(MaskinportenSettings settings) =>
    (settings.EnterpriseUserName, settings.EnterpriseUserPassword) = (run.EnterpriseUser, run.EnterprisePassword);
#endif

var services = new ServiceCollection();
services.AddLogging();
services.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = Handler()));
services.AddMaskinportenHttpClient<SettingsJwkClientDefinition>("jwk", Settings());
services.AddMaskinportenHttpClient<SettingsX509ClientDefinition>("x509", Settings(ByCertificate));
services.AddMaskinportenHttpClient<Pkcs12ClientDefinition>("pkcs12", Settings(ByCertificate));
services.AddMaskinportenHttpClient<CustomDefinition>("custom", Settings(), definition => definition.Key = run.EncodedJwk);
services.AddMaskinportenHttpClient<SettingsJwkClientDefinition, TypedClient>(Settings());
#if VERSION_10
services.AddMaskinportenHttpClient<SettingsJwkClientDefinition>("system user", Settings(settings =>
{
    settings.ClientId = run.VendorClientId;
    Exchanged(settings);
}));
#else
services.AddMaskinportenHttpClient<SettingsJwkClientDefinition>("enterprise user", Settings(AsEnterpriseUser));
#endif
var provider = services.BuildServiceProvider();
var clients = provider.GetRequiredService<IHttpClientFactory>();
var service = provider.GetRequiredService<IMaskinportenService>();
IClientDefinition Jwk(Action<MaskinportenSettings>? change = null) => new SettingsJwkClientDefinition { ClientSettings = Settings(change) };
async Task<object?> Token(IClientDefinition definition) => (await service.GetToken(definition, true)).AccessToken;

var exchange = $"{run.Altinn}/authentication/api/v1/exchange/maskinporten";
foreach (var name in new[] { "jwk", "x509", "pkcs12", "custom" })
    await Try($"client {name}", async () => (int)(await clients.CreateClient(name).GetAsync(exchange)).StatusCode);
await Try("client typed", async () => (int)(await provider.GetRequiredService<TypedClient>().Http.GetAsync(exchange)).StatusCode);

await Try("definition jwk", () => Token(Jwk()));
await Try("definition x509", () => Token(new SettingsX509ClientDefinition { ClientSettings = Settings(ByCertificate) }));
await Try("definition pkcs12", () => Token(new Pkcs12ClientDefinition { ClientSettings = Settings(ByCertificate) }));
await Try("definition custom", () => Token(new CustomDefinition { ClientSettings = Settings(), Key = run.EncodedJwk }));
await Try("definition store", () => Token(new CertificateStoreClientDefinition { ClientSettings = Settings(settings => settings.CertificateStoreThumbprint = "00") }));
if (run.Way != "settings")
    await Try("low level", async () => (await service.GetToken(run.EncodedJwk, "test", run.ClientId, run.Scope, "https://api.example/", null, true)).AccessToken);
await Try("resource", () => Token(Jwk(settings => settings.Resource = "https://api.example/")));
await Try("consumer without delegation", () => Token(Jwk(settings => settings.ConsumerOrgNo = run.OtherOrganization)));
await Try("wrong scope", () => Token(Jwk(settings => settings.Scope = "no:such.scope")));

await Try("memory cache", async () =>
{
    var first = (await service.GetToken(Jwk())).AccessToken;
    return new[] { first == (await service.GetToken(Jwk())).AccessToken, first == (await service.GetToken(Jwk(), true)).AccessToken };
});
await Try("file cache", async () =>
{
    var cached = new MaskinportenService(new HttpClient(Handler()), NullLogger<MaskinportenService>.Instance, new FileTokenCacheProvider(run.CacheFile));
    var first = (await cached.GetToken(Jwk())).AccessToken;
    return new[] { first == (await cached.GetToken(Jwk())).AccessToken, File.Exists(run.CacheFile) };
});

foreach (var environment in run.ExchangeEnvironments)
    await Try($"exchange {environment}", () => Token(Jwk(settings => { Exchanged(settings); settings.TokenExchangeEnvironment = environment; })));
await Try("exchange by Maskinporten's environment", () => Token(Jwk(Exchanged)));
await Try("exchange as the test organisation", () => Token(Jwk(settings => { Exchanged(settings); settings.UseAltinnTestOrg = true; })));
if (run.Way == "hosts")
    foreach (var environment in new[] { "prod", "ver2" })
        await Try($"environment {environment}", () => Token(Jwk(settings => settings.Environment = environment)));

#if VERSION_10
var context = new MaskinportenRequestContext { SystemUser = new SystemUser { OrganizationNumber = run.Organization } };
await Try("kid by settings", () => Token(Jwk(settings => { settings.EncodedJwk = run.EncodedJwkWithoutKid; settings.Kid = run.Kid; })));
await Try("system user", async () => (await service.GetToken(Jwk(settings => settings.ClientId = run.VendorClientId), context)).AccessToken);
await Try("instance as a system user", async () =>
{
    var request = new HttpRequestMessage(HttpMethod.Post, $"{run.Apps}/ttd/demo/instances/create")
    {
        Content = JsonContent.Create(new { instanceOwner = new { organisationNumber = run.Organization } }),
    };
    return (int)(await clients.CreateClient("system user").SendAsync(request.SetMaskinportenRequestContext(context))).StatusCode;
});
#else
// From 10 on the library leaves these settings unread.
await Try("exchange as an enterprise user", () => Token(Jwk(AsEnterpriseUser)));
await Try("instance as an enterprise user", async () =>
    (int)(await clients.CreateClient("enterprise user").PostAsync($"{run.Apps}/ttd/demo/instances?instanceOwnerPartyId={run.PartyId}", null)).StatusCode);
#endif
Console.WriteLine(JsonSerializer.Serialize(outcomes, web));

/// <summary>What the test tells.</summary>
record Run(
    string Way, string Platform, int TlsPort, string Authority, string Altinn, string Apps, string ClientId, string CertificateClientId,
    string VendorClientId, string Scope, string EncodedJwk, string EncodedJwkWithoutKid, string Kid, string Pkcs12, string Pkcs12Password,
    string CacheFile, string Organization, string OtherOrganization, int PartyId, string EnterpriseUser, string EnterprisePassword,
    string[] ExchangeEnvironments);

/// <summary>A definition of one's own, which reads its key from where it likes.</summary>
class CustomDefinition : IClientDefinition
{
    public IMaskinportenSettings ClientSettings { get; set; } = null!;
    public string Key { get; set; } = "";

    public Task<ClientSecrets> GetClientSecrets() =>
        Task.FromResult(new ClientSecrets { ClientKey = new(Encoding.UTF8.GetString(Convert.FromBase64String(Key))) });
}

class TypedClient(HttpClient http)
{
    public HttpClient Http => http;
}
