namespace Platform.CommandLine;

/// <summary>Long work that says how far it is, on a progress line of its own.</summary>
public static class Progress
{
    /// <param name="total">how many units there are to do</param>
    /// <param name="unit">their name</param>
    /// <param name="cancel">ends the work where it next reports</param>
    /// <param name="work">is given what takes the number of units that are done</param>
    /// <exception cref="OperationCanceledException">It was told to end.</exception>
    public static T Run<T>(string title, long total, string unit, CancellationToken cancel, Func<Action<int>, T> work)
    {
        using var progress = new ProgressLine(title, total, unit);
        progress.Report(0);
        return work(done =>
        {
            cancel.ThrowIfCancellationRequested();
            progress.Report(done);
        });
    }
}
