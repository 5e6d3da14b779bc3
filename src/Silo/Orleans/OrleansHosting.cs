using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.Streams;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;
using Periods.Silo.Orleans.Contracts;
using Periods.Silo.Orleans.Grains;
using Periods.Silo.Orleans.Membership;
using Periods.Silo.Orleans.Notices;
using Periods.Silo.Orleans.Schema;
using Periods.Silo.Postgres;

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
                endpoint.SiloListeningEndpoint = new IPEndPoint(settings.ListeningAddress, settings.SiloPort);
                endpoint.GatewayListeningEndpoint = new IPEndPoint(settings.ListeningAddress, settings.GatewayPort);
            });
            if (settings.SiloName is { Length: > 0 } name) silo.Configure<SiloOptions>(options => options.SiloName = name);
            silo.Configure<ClusterMembershipOptions>(Liveness);
            silo.AddReminders();
            if (source.IsShared) OnPostgres(silo, source);
            else Alone(silo, settings);
            AddGrains(silo, journal);
        });

    public static IHostBuilder Client(JournalSource source, OrleansSettings settings, TimeProvider time, ILoggerFactory logs) =>
        Host(settings, time, logs).UseOrleansClient(client =>
        {
            AddCalls(client);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = OrleansLimits.TableRefresh);
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, Connection(source)));
            // Silos may all be starting, too.
            client.UseConnectionRetryFilter(async (_, stop) =>
            {
                await Task.Delay(OrleansLimits.WatchAgainAfter, time, stop);
                return true;
            });
        });

    /// <summary>Our grains on a silo, however it comes into a cluster.</summary>
    public static void AddGrains(ISiloBuilder silo, IJournal journal)
    {
        silo.Configure<GrainCollectionOptions>(Collection);
        silo.Configure<SiloMessagingOptions>(Patience);
        silo.AddOutgoingGrainCallFilter<UnknownOutcomes>();
        silo.AddIncomingGrainCallFilter<NoneForNothing>();
        // Calls take a longer way through filters: only where somebody traces, who is there before the silo is.
        if (SiloTelemetry.Source.HasListeners()) silo.AddOutgoingGrainCallFilter<CallTraces>().AddIncomingGrainCallFilter<CallTraces>();
        silo.AddMemoryStreams(StreamNotices.Provider, streams =>
        {
            streams.ConfigurePartitioning(OrleansLimits.NoticeQueues);
            streams.ConfigureCacheEviction(cache => cache.Configure(options =>
                (options.DataMinTimeInCache, options.DataMaxAgeInCache, options.MetadataMinTimeInCache) = (OrleansLimits.NoticesKept, OrleansLimits.NoticesKept, OrleansLimits.NoticesKept * 2)));
            // Who gets a notice follows from the grain's attribute: nothing has to be stored, per period, to deliver a hint.
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
                (options.GetQueueMsgsTimerPeriod, options.StreamInactivityPeriod) = (OrleansLimits.NoticesEvery, OrleansLimits.ScoreIdle)));
        });
        silo.ConfigureServices(services =>
        {
            services.AddSingleton(journal);
            services.AddSingleton<IClock, SystemClock>();
            services.AddSingleton<StreamNotices>();
            services.AddSingleton(provider => new PeriodModel(provider.GetRequiredService<StreamNotices>()));
            services.AddSingleton<ResidentGrains>();
            services.AddSingleton(new ReplayLine());
            services.AddHostedService(provider => provider.GetRequiredService<StreamNotices>());
            ContractSerialization.Add(services);
            GrainTable.Add(services);
            BusinessPlacement.Add(services);
        });
    }

    /// <summary>What a client needs to call them.</summary>
    public static void AddCalls(IClientBuilder client)
    {
        client.Configure<ClientMessagingOptions>(Patience);
        client.AddOutgoingGrainCallFilter<UnknownOutcomes>();
        if (SiloTelemetry.Source.HasListeners()) client.AddOutgoingGrainCallFilter<CallTraces>();
        ContractSerialization.Add(client.Services);
    }

    /// <summary>What nobody waits for any more ends where it is done, too.</summary>
    private static void Patience(MessagingOptions messaging) => (messaging.ResponseTimeout, messaging.CancelRequestOnTimeout) = (OrleansLimits.ResponseTimeout, true);

    private static IHostBuilder Host(OrleansSettings settings, TimeProvider time, ILoggerFactory logs) => new HostBuilder().ConfigureServices(services =>
    {
        // Signals are the service's to hear, and logs the service's to write.
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ServiceLifetime>());
        services.Replace(ServiceDescriptor.Singleton(logs));
        services.AddSingleton(time);
        services.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, settings.ServiceId));
        services.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = OrleansLimits.ConnectWithin);
    });

    private static void Liveness(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = OrleansLimits.ProbeEvery;
        membership.MaxProbeTimeout = OrleansLimits.ProbeAtMost;
        membership.NumMissedProbesLimit = OrleansLimits.ProbesMissed;
        membership.NumVotesForDeathDeclaration = OrleansLimits.VotesForDeath;
        membership.TableRefreshTimeout = OrleansLimits.TableRefresh;
        membership.IAmAliveTablePublishTimeout = OrleansLimits.IAmAliveEvery;
        membership.NumMissedTableIAmAliveLimit = OrleansLimits.SignsMissed;
    }

    private static void Collection(GrainCollectionOptions collection)
    {
        (collection.CollectionAge, collection.CollectionQuantum) = (OrleansLimits.ActivationIdle, OrleansLimits.CollectEvery);
        collection.ClassSpecificCollectionAge[typeof(CloseScoreActivation).FullName!] = OrleansLimits.ScoreIdle;
    }

    private static void OnPostgres(ISiloBuilder silo, JournalSource source)
    {
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, Connection(source)));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LostSilos>();
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

    private static string Connection(JournalSource source)
    {
        var settings = PostgresServer.Settings(source.ConnectionString);
        (settings.SearchPath, settings.MinPoolSize, settings.MaxPoolSize) = (OrleansSchema.Name, 0, OrleansLimits.ConnectionsMax);
        return settings.ConnectionString;
    }

    /// <summary>The host inside is started and stopped by the service around it.</summary>
    private sealed class ServiceLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
