using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.ApiDocuments;

/// <summary>The manifests as the API server would see them: no unknown kind, no unknown field, no wrong type.</summary>
public sealed class ApiDocumentTests
{
    [ValidatorFact]
    public async Task Every_document_of_every_overlay_is_one_the_API_server_takes()
    {
        using var validator = await Validator.Unpack(WhereThereIs.Validator!);
        // Overlays share most of their documents, and the validator takes half a second for each.
        var documents = Overlay.Names.SelectMany(overlay => Overlay.Render(overlay).Documents).DistinctBy(document => document.ToJsonString());
        var (isTaken, said) = await validator.Check(documents);
        Assert.True(isTaken, said);
    }

    [ValidatorFact]
    public async Task A_field_that_the_API_does_not_know_is_found()
    {
        using var validator = await Validator.Unpack(WhereThereIs.Validator!);
        var manifests = Overlay.Render("production");
        manifests.Silos.Spec["terminationGracePeriod"] = JsonValue.Create(30);
        var (isTaken, said) = await validator.Check([manifests.Silos.Owner]);
        Assert.False(isTaken);
        Assert.Contains("terminationGracePeriod", said, StringComparison.Ordinal);
    }
}
