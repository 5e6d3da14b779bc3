using Microsoft.Win32.SafeHandles;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>What is otherwise in tests only.</summary>
internal sealed record SqliteOptions
{
    public int EventsUnindexed { get; init; } = SqliteSettings.EventsUnindexed;

    public Action<SafeFileHandle> Flush { get; init; } = Disk.Flush;
}
