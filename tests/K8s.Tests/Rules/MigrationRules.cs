namespace Periods.K8s.Tests.Rules;

internal static class MigrationRules
{
    public static readonly Rule[] All =
    [
        new("The migration migrates, and ends", m =>
            m.Migration.Container.At("args")?.ToJsonString() == """["migrate"]""" && m.Migration.Spec.Text("restartPolicy") is "Never" or "OnFailure"
                && m.Migration.Owner.Number("spec/activeDeadlineSeconds") > 0 ? [] : [m.Migration.Name]),

        new("The migration is told where the journal is, and the password of its role", m => SettingRules.Missing(m, m.Migration, "ConnectionStrings__Journal", "PGPASSWORD")),

        new("The migration never gets the operator's token", m => m.EnvironmentOf(m.Migration.Container).Keys.Where(name => name == "Access__OperatorToken")),
    ];
}
