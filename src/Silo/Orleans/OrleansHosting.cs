using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.Streams;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Silo.Orleans.Contracts;
using Periods.Silo.Orleans.Grains;
using Periods.Silo.Orleans.Notices;
using Periods.Silo.Orleans.Schema;

namespace Periods.Silo.Orleans;

/// <summary>How Orleans is set up, as a host inside the service's own: what it needs, and nothing it would find out by itself.</summary>
internal static class OrleansHosting
{
    /// <summary>The provider name that Orleans' own grains look for.</summary>
    private const string PubSubStore = "PubSubStore";
    private const string Npgsql = "Npgsql";

    public static IHostBuilder Silo(JournalSource source, IJournal journal, OrleansSettings settings, TimeProvider time, ILoggerFactory logs) =>
        Host(settings, time, logs).UseOrleans(silo =>
        {
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = settings.AdvertisedAddress;
                (endpoint.SiloPort, endpoint.GatewayPort) = (settings.SiloPort, settings.GatewayPort);
                endpoint.SiloListeningEndpoint = new IPEndPoint(Listening(settings), settings.SiloPort);
                endpoint.GatewayListeningEndpoint = new IPEndPoint(Listening(settings), settings.GatewayPort);
            });
            if (settings.SiloName is { Length: > 0 } name) silo.Configure<SiloOptions>(options => options.SiloName = name);
            silo.Configure<ClusterMembershipOptions>(Liveness);
            silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = OrleansLimits.ActivationIdle);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = OrleansLimits.ResponseTimeout);
            silo.AddOutgoingGrainCallFilter<UnknownOutcomes>();
            silo.AddMemoryStreams(StreamNotices.Provider, streams =>
            {
                streams.ConfigurePartitioning(OrleansLimits.NoticeQueues);
                // Who gets a notice follows from the grain's attribute: nothing has to be stored, per period, to deliver a hint.
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = OrleansLimits.NoticesEvery));
            });
            silo.AddReminders();
            if (source.IsShared) OnPostgres(silo, source);
            else Alone(silo, settings);
            silo.ConfigureServices(services => AddGrains(services, journal));
        });

    public static IHostBuilder Client(JournalSource source, OrleansSettings settings, TimeProvider time, ILoggerFactory logs) =>
        Host(settings, time, logs).UseOrleansClient(client =>
        {
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = OrleansLimits.ResponseTimeout);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = OrleansLimits.TableRefresh);
            client.AddOutgoingGrainCallFilter<UnknownOutcomes>();
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, Connection(source)));
            // Silos may all be starting, too.
            client.UseConnectionRetryFilter(async (_, stop) =>
            {
                await Task.Delay(OrleansLimits.WatchAgainAfter, time, stop);
                return true;
            });
        });

    private static IHostBuilder Host(OrleansSettings settings, TimeProvider time, ILoggerFactory logs) => new HostBuilder().ConfigureServices(services =>
    {
        // Signals are the service's to hear, and logs the service's to write.
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ServiceLifetime>());
        services.Replace(ServiceDescriptor.Singleton(logs));
        services.AddSingleton(time);
        services.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, settings.ServiceId));
        services.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = OrleansLimits.ConnectWithin);
        ContractSerialization.Add(services);
    });

    private static void Liveness(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = OrleansLimits.ProbeEvery;
        membership.NumMissedProbesLimit = OrleansLimits.ProbesMissed;
        membership.NumVotesForDeathDeclaration = OrleansLimits.VotesForDeath;
        membership.TableRefreshTimeout = OrleansLimits.TableRefresh;
        membership.IAmAliveTablePublishTimeout = OrleansLimits.IAmAliveEvery;
    }

    private static void OnPostgres(ISiloBuilder silo, JournalSource source)
    {
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, Connection(source)));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Npgsql, Connection(source)));
        silo.AddAdoNetGrainStorage(PubSubStore, options => options.Configure<IServiceProvider>((store, services) =>
        {
            (store.Invariant, store.ConnectionString) = (Npgsql, Connection(source));
            // A cleared state is a row that nobody reads again.
            store.DeleteStateOnClear = true;
            // The default writes JSON with CLR type names in it.
            store.GrainStorageSerializer = ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(services);
        }));
    }

    /// <summary>A journal in a file has one process, so the cluster is that one.</summary>
    private static void Alone(ISiloBuilder silo, OrleansSettings settings)
    {
        silo.UseDevelopmentClustering(new IPEndPoint(settings.AdvertisedAddress, settings.SiloPort));
        silo.UseInMemoryReminderService();
        silo.AddMemoryGrainStorage(PubSubStore);
    }

    private static void AddGrains(IServiceCollection services, IJournal journal)
    {
        services.AddSingleton(journal);
        services.AddSingleton<IClock, SystemClock>();
        services.AddSingleton<StreamNotices>();
        services.AddSingleton(provider => new PeriodModel(provider.GetRequiredService<StreamNotices>()));
        services.AddSingleton<ResidentGrains>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamNotices>());
        GrainTable.Add(services);
        BusinessPlacement.Add(services);
    }

    /// <summary>On loopback only loopback is listened to; elsewhere a pod's address may be one of several interfaces.</summary>
    private static IPAddress Listening(OrleansSettings settings) => IPAddress.IsLoopback(settings.AdvertisedAddress) ? IPAddress.Loopback : IPAddress.Any;

    private static string Connection(JournalSource source) =>
        new NpgsqlConnectionStringBuilder(source.ConnectionString) { SearchPath = OrleansSchema.Name, MinPoolSize = 0, MaxPoolSize = OrleansLimits.ConnectionsMax }.ConnectionString;

    /// <summary>The host inside is started and stopped by the service around it.</summary>
    private sealed class ServiceLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
