namespace Periods.Silo.Orleans;

/// <summary>Numbers of this host, each with its reason.</summary>
internal static class OrleansLimits
{
    /// <summary>What clients are advised to wait (docs/operations.md): longer than the five seconds within which a grain answers or refuses by itself.</summary>
    public static readonly TimeSpan ClientDeadline = TimeSpan.FromSeconds(6);

    /// <summary>
    /// How long a silo waits for another before it asks its own copy, where that may be asked too: a busy silo answers sooner, and with the journal's five seconds behind it
    /// the client still hears in time. What takes longer by itself, a walk through a long history, is then done twice.
    /// </summary>
    public static readonly TimeSpan AskHereAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a gateway waits for a grain that nobody else may be asked for: longer than its client. What then is not known to have happened is answered as such.</summary>
    public static readonly TimeSpan GatewayDeadline = TimeSpan.FromSeconds(8);

    /// <summary>How long Orleans waits for an answer: longer than the gateway, so that who gives up is always who can tell the client.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A silo that is gone is found out in <see cref="ProbeEvery"/> x <see cref="ProbesMissed"/>, a busy one is not taken for dead. The default takes 15 s. Of one that is frozen
    /// connections stand, and nobody votes until nothing has come over them for <see cref="ProbeAtMost"/> x <see cref="ProbesMissed"/>.
    /// </summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);

    /// <summary>What a probe is given where answers are slow or the asker is busy itself. The default, four times <see cref="ProbeEvery"/>, lets a frozen silo live for 12 s and more.</summary>
    public static readonly TimeSpan ProbeAtMost = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="ProbeEvery"/>
    public const int ProbesMissed = 3;

    /// <summary>Of three silos the two that are left agree. With two silos one vote would do, and the slower one could be voted out by a partition.</summary>
    public const int VotesForDeath = 2;

    /// <summary>How soon a silo that missed the gossip reads the table.</summary>
    public static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);

    /// <summary>Signs of life in the table: whoever gave none lately is watched by every other silo, and not counted where votes are.</summary>
    public static readonly TimeSpan IAmAliveEvery = TimeSpan.FromSeconds(5);

    /// <summary>So many signs in a row that did not come are "lately", and to a silo that is not let in the end of whoever did not give them (<c>LostSilos.cs</c>).</summary>
    public const int SignsMissed = 3;

    /// <summary>How often a client asks whether its silos are there, and how long it waits for that.</summary>
    public static readonly TimeSpan ReachEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="ReachEvery"/>
    public static readonly TimeSpan ReachWithin = TimeSpan.FromSeconds(2);

    /// <summary>So often in a row nobody answers a client that is not ready any more.</summary>
    public const int ReachFailuresMax = 3;

    /// <summary>On one network a connection takes milliseconds; a pod that is gone does not answer at all.</summary>
    public static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(2);

    /// <summary>How long a silo that ends waits for the database and the others to hear of it: the process has ten seconds then, of which those who are connected may take four.</summary>
    public static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(2);

    /// <summary>How long Orleans then has to let go. Of one that left in order nothing is left to do; of another nothing is waited for that ever comes.</summary>
    public static readonly TimeSpan LetGoWithin = TimeSpan.FromMilliseconds(500);

    /// <summary>An activation is a key beside the resident entity and costs nothing to make again.</summary>
    public static readonly TimeSpan ActivationIdle = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A notice makes an activation of its period's score, watched or not, and an entry of its stream, 7 KB together: all periods that changed within <see cref="ActivationIdle"/> would be too many
    /// for a silo. A watched one is asked for news every five seconds, and stays.
    /// </summary>
    public static readonly TimeSpan ScoreIdle = TimeSpan.FromSeconds(15);

    /// <summary>How often Orleans looks for what is idle: more often than anything may be.</summary>
    public static readonly TimeSpan CollectEvery = TimeSpan.FromSeconds(5);

    /// <summary>Connections of Orleans' own to the database, beside the journal's: membership and reminders ask now and then.</summary>
    public const int ConnectionsMax = 2;

    /// <summary>Of the notices' stream: one per processor of a cluster of small silos. Each is polled, and the order within a period is kept.</summary>
    public const int NoticeQueues = 4;

    /// <summary>How often a queue is polled: what a dashboard lags behind.</summary>
    public static readonly TimeSpan NoticesEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Notices stay with their queue after they were delivered, a kilobyte each, by default half an hour's: of a thousand a second two gigabytes. Who gets none for so long has looked into
    /// the journal three times.
    /// </summary>
    public static readonly TimeSpan NoticesKept = TimeSpan.FromSeconds(10);

    /// <summary>Periods whose newest notice waits to be sent; beyond, the regular look of watched scores makes up for it.</summary>
    public const int NoticesWaitingMax = 8_192;

    /// <summary>A watched score asks the journal for what the stream lost, as the local host does.</summary>
    public static readonly TimeSpan RegularLook = TimeSpan.FromSeconds(3);

    /// <summary>How soon a request that is under way another way is looked for again: a few commits.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>A watch whose silo is gone begins again on another one.</summary>
    public static readonly TimeSpan WatchAgainAfter = TimeSpan.FromMilliseconds(250);
}
