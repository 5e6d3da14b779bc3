namespace Periods.Grains.Scoring;

/// <summary>Carries score notices to the CloseScore grains. A hint: it may lose, double or reorder them, and must neither throw nor wait.</summary>
public interface INotices
{
    void Publish(ScoreNotice notice);
}
