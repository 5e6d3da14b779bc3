using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>An address to call a silo by: its own, or a proxy's in front of it.</summary>
internal sealed class Door(string name, Uri address) : IDisposable
{
    public string Name => name;

    public Uri Address => address;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        BaseAddress = address,
        // Only so that a hang is a failure; whoever expects one waits less.
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Client Anonymous => new(Http);

    /// <summary>Calls as somebody of a company, through this door whatever client the person was made with.</summary>
    public Client As(Company company, Person person) =>
        Anonymous.With("Authorization", $"Bearer {person.Token}").With("x-business-id", $"{company.Id}");

    public void Dispose() => Http.Dispose();
}
