namespace Platform.Tools.Bench;

/// <summary>The same work done by this platform and in another way, each timed by its own run.</summary>
/// <param name="Unit">of the rates, such as images/s</param>
/// <param name="Ours">what is timed, in words</param>
/// <param name="Other">what it is timed against, in words</param>
/// <param name="RunOurs">one run: its rate</param>
public sealed record Comparison(string Title, string Unit, string Ours, string Other, Func<CancellationToken, Task<double>> RunOurs, Func<CancellationToken, Task<double>> RunOther);
