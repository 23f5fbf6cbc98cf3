using System.Diagnostics;
using System.Text.RegularExpressions;
using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Phases;

/// <summary>
/// A command of a phase, or another program, run as a process of its own: its progress, its output, its one line of
/// error.
/// </summary>
public sealed partial class PhaseProcess : IDisposable
{
    readonly ChildProcess process;
    readonly List<string> output = [];
    readonly string title;
    string lastError = "";

    /// <summary>Share done, 0 to 1.</summary>
    public event Action<double>? Progressed;

    /// <summary>A line on standard output.</summary>
    public event Action<string>? Printed;

    public IReadOnlyList<string> Output => output;

    PhaseProcess(Launch launch, Action<PhaseProcess>? listen, IReadOnlyDictionary<string, string?>? environment)
    {
        title = launch.Title;
        listen?.Invoke(this);
        var start = new ProcessStartInfo(launch.File, launch.Arguments) { WorkingDirectory = launch.Folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        process = ChildProcess.Start(start, progressSeconds: "0.25", Hear, HearError);
    }

    void Hear(string line)
    {
        lock (output)
            output.Add(line);
        Printed?.Invoke(line);
    }

    void HearError(string line)
    {
        if (Progress().Match(line) is { Success: true } m)
            Progressed?.Invoke(Number(m.Groups[1]) / Math.Max(1, Number(m.Groups[2])));
        else
            lastError = line;
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <param name="listen">subscribes to the events before anything can be missed</param>
    /// <param name="environment">variables to set, or to remove where null</param>
    /// <exception cref="InputException">No such program.</exception>
    public static PhaseProcess Start(
        Launch launch,
        Action<PhaseProcess>? listen = null,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        try
        {
            return new(launch, listen, environment);
        }
        catch (InputException e)
        {
            throw new InputException($"{launch.Title}: {e.Message}", e);
        }
    }

    /// <param name="program">one of <see cref="PhaseProgram"/>'s names</param>
    public static PhaseProcess Start(
        string program,
        IEnumerable<string> arguments,
        Action<PhaseProcess>? listen = null,
        IReadOnlyDictionary<string, string?>? environment = null
    ) => Start(Launch.Phase(program, arguments), listen, environment);

    /// <summary>Runs a command to its end.</summary>
    /// <returns>its lines on standard output</returns>
    /// <exception cref="InputException">It failed: the message is its own.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        Launch launch,
        Action<double>? progressed,
        CancellationToken cancel,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        using var phase = Start(launch, p => p.Progressed += progressed, environment);
        using var stop = cancel.Register(phase.Stop);
        var code = await phase.process.EndedAsync();
        cancel.ThrowIfCancellationRequested();
        return code == 0 ? phase.output : throw phase.Ended();
    }

    public static Task<IReadOnlyList<string>> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Action<double>? progressed,
        CancellationToken cancel,
        IReadOnlyDictionary<string, string?>? environment = null
    ) => RunAsync(Launch.Phase(program, arguments), progressed, cancel, environment);

    /// <summary>Waits for a line on standard output that begins so, and gives what follows.</summary>
    public static async Task<(PhaseProcess Process, string After)> StartAndWaitAsync(
        Launch launch,
        string prefix,
        CancellationToken cancel,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var phase = Start(
            launch,
            p =>
                p.Printed += line =>
                {
                    if (line.StartsWith(prefix))
                        seen.TrySetResult(line[prefix.Length..]);
                },
            environment
        );
        using var stop = cancel.Register(phase.Stop);
        if (await Task.WhenAny(seen.Task, phase.process.ExitedAsync(cancel)) == seen.Task)
            return (phase, await seen.Task);
        await phase.process.ErrorsRead;
        cancel.ThrowIfCancellationRequested();
        throw phase.Ended();
    }

    public static Task<(PhaseProcess Process, string After)> StartAndWaitAsync(
        string program,
        IEnumerable<string> arguments,
        string prefix,
        CancellationToken cancel
    ) => StartAndWaitAsync(Launch.Phase(program, arguments), prefix, cancel);

    InputException Ended() => new($"{title} ended with {process.ExitCode}: {lastError.Replace("error: ", "")}");

    /// <summary>Waits until the process ends by itself, or is told to by the token.</summary>
    /// <exception cref="InputException">It ended by itself.</exception>
    public async Task EndedAsync(CancellationToken cancel)
    {
        using var stop = cancel.Register(Stop);
        await process.EndedAsync();
        if (!cancel.IsCancellationRequested)
            throw Ended();
    }

    /// <summary>Asks the process to end, as Ctrl-C would: it saves what it has.</summary>
    public void Stop() => process.Stop();

    /// <returns>the exit code</returns>
    public async Task<int> StopAsync()
    {
        Stop();
        await process.ExitedAsync();
        return process.ExitCode;
    }

    public void Dispose() => process.Dispose();

    static double Number(Group group) => Numbers.Parse(group.Value.Replace(",", ""));

    /// <summary>A line of <see cref="ProgressLine"/>, whose title may have a colon of its own.</summary>
    [GeneratedRegex(@"^(?!error: ).+: ([\d,]+)/([\d,]+) ")]
    private static partial Regex Progress();
}
