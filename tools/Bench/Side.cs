namespace Platform.Tools.Bench;

/// <summary>One way to do the work of a comparison.</summary>
/// <param name="Name">in tables and charts, a few words</param>
/// <param name="What">what is timed, in words</param>
/// <param name="Ours">this platform's, which is compared with each that is not</param>
/// <param name="Run">one run: a figure for each measure</param>
public sealed record Side(string Name, string What, bool Ours, Func<CancellationToken, Task<double[]>> Run);
