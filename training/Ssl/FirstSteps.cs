using System.Diagnostics;
using Platform.CommandLine;

namespace Platform.Training.Ssl;

/// <summary>
/// What a training will take, told once, as soon as its first steps say it. The very first is left out: it holds the
/// choice of kernels.
/// </summary>
/// <param name="begin">steps that are done when this process starts</param>
sealed class FirstSteps(long begin, long total, int batch)
{
    const int Fewest = 3;
    static readonly TimeSpan Least = TimeSpan.FromSeconds(3);
    readonly Stopwatch clock = new();
    bool told;

    /// <param name="done">steps of the whole run</param>
    /// <returns>the line, once; else null</returns>
    public string? Passed(long done)
    {
        if (!clock.IsRunning)
            clock.Start();
        var measured = done - begin - 1;
        if (told || measured < Fewest || clock.Elapsed < Least)
            return null;
        told = true;
        return Line(total, begin, batch, measured * batch / clock.Elapsed.TotalSeconds);
    }

    /// <param name="rate">images/s</param>
    internal static string Line(long total, long begin, int batch, double rate) =>
        $"ssl: {total - begin:N0} steps of {batch:N0} images{(begin > 0 ? $", of {total:N0} in all," : ",")} "
        + $"{Duration.About(TimeSpan.FromSeconds((total - begin) * batch / rate))} on this machine "
        + FormattableString.Invariant($"at {rate:0.#} images/s");
}
