using System.Reflection;

namespace Periods.Grains.Tests.Entities;

/// <summary>What commands are called in traces and metrics. Dashboards and alerts rely on it: a name that changes here changes there.</summary>
public sealed class CommandKinds
{
    [Fact]
    public void Every_command_has_the_name_it_has_always_had()
    {
        var commands = typeof(IBusinessGrain).Assembly.GetTypes().Where(type => type.IsClass && typeof(ICommand).IsAssignableFrom(type));
        var kinds = commands.Select(command => (string)typeof(CommandKind<>).MakeGenericType(command).GetField(nameof(CommandKind<>.Name), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);

        Assert.Equal(
            [
                "acknowledge-step", "add-first-user", "add-user", "bulk-lock-periods", "close-period", "create-business", "create-period", "issue-token", "lock-period",
                "note-token-uses", "post-entry", "record-left-out", "record-refusal", "reopen-period", "report-inputs", "revoke-sign-off", "revoke-token", "set-policy", "sign-off",
                "withdraw-acknowledgement",
            ],
            kinds.Order(StringComparer.Ordinal));
    }
}
