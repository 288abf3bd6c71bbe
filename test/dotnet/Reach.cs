using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

/// <summary>How a client in which the real addresses are written reaches the platform.</summary>
static class Reach
{
    /// <summary>(a) By the real names: every connection goes to this machine, and its authority is trusted here alone. No hosts file, no root.</summary>
    public static HttpMessageHandler ByName(int port, string authorityFile)
    {
        var authority = new X509Certificate2(authorityFile);
        return new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("127.0.0.1", port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
    }

    /// <summary>(b) By other addresses: the platform accepts the real issuer as an audience (--accept-audience).</summary>
    public sealed class Redirected(string platform) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var asked = request.RequestUri!;
            if (asked.Host == "test.maskinporten.no") request.RequestUri = new Uri($"{platform}/maskinporten{asked.PathAndQuery}");
            else if (asked.Host.Contains(".altinn.")) request.RequestUri = new Uri($"{platform}{asked.PathAndQuery}");
            return base.SendAsync(request, cancel);
        }
    }
}
