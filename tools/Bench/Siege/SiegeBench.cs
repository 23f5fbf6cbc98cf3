using System.CommandLine;
using System.Diagnostics;
using Google.Protobuf;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Tools.Loading;

namespace Platform.Tools.Bench.Siege;

/// <summary>Honest callers of this platform's server while others attack it.</summary>
sealed class SiegeBench : IMeasured
{
    const double WarmUp = 5; // seconds
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    static readonly string[] Names = ["connections", "inflate", "scans", "batches", "outputs"];

    public string Name => "siege";

    public string Description =>
        "What honest callers have of the server while others attack it: silent connections, "
        + "inflating messages, long images, batches of a slow key, endless outputs.";

    public int LeastRepetitions => 1;
    public double UsualSeconds => 60;
    public int UsualCallers => 64;

    public IEnumerable<Symbol> Takes(BenchOptions o) =>
        [o.Bundle, o.Images, o.Threads, o.Callers, o.Seconds, o.Attacks, o.Rest];

    public async Task<IReport> RunAsync(BenchRun run, int repetitions, CancellationToken cancel)
    {
        ProcessMemory.Check(Name);
        var (seconds, rest) = (run.Get(run.Options.Seconds), run.Get(run.Options.Rest));
        var (callers, threads) = (run.Get(run.Options.Callers), run.Get(run.Options.Threads));
        string[] wanted = run.Get(run.Options.Attacks) is { } some ? Choose(some) : Names;
        var (bundle, photographs) = (await run.Inputs.BundleAsync(cancel), await run.Inputs.EncodedAsync(cancel));
        var model = ManifestFile.Read(Path.Combine(bundle, BundleManifest.FileName)).Name;
        IAttack[] attacks =
        [
            new SilentConnections(),
            new InflatingMessages(),
            new LongImages(),
            new StreamedBatches(model, photographs[0]),
            new ManyOutputs(model, photographs[0]),
        ];
        var images = photographs.Select((p, i) => ($"{i:D3}.jpg", ByteString.CopyFrom(p))).ToArray();
        var runs = new List<SiegeRun>();
        var total = (Math.Min(WarmUp, seconds) + 2 * seconds + rest) * wanted.Length * repetitions;
        using var progress = new Clock(Name, total);
        for (var repetition = 0; repetition < repetitions; repetition++)
            foreach (var attack in attacks.Where(a => wanted.Contains(a.Name)))
            {
                var folder = run.Inputs.Scratch("siege");
                await using var server = await Besieged.StartAsync(bundle, threads, folder, cancel);
                runs.Add(await OneAsync(attack, server, images, callers, seconds, rest, progress, cancel));
            }
        return new SiegeReport(
            runs,
            [
                run.Inputs.Describe(photographs),
                $"a new server of {threads} threads for each attack; attackers and "
                    + $"{callers} honest callers share the processors with it, the honest ones with one key",
                $"{seconds:0.#} s without the attack, then {seconds:0.#} s with it; memory after it: {rest:0.#} s "
                    + $"later",
            ]
        );
    }

    static async Task<SiegeRun> OneAsync(
        IAttack attack,
        Besieged server,
        IReadOnlyList<(string, ByteString)> images,
        int callers,
        double seconds,
        double rest,
        Clock progress,
        CancellationToken cancel
    )
    {
        var expected = new ExpectedAnswers([]);
        Task<LoadReport> LoadAsync(double length) =>
            new LoadRun(
                $"{server.Grpc}",
                server.Access,
                images,
                expected,
                callers,
                null,
                Deadline,
                quiet: true
            ).RunAsync(TimeSpan.FromSeconds(length), cancel);
        await progress.DuringAsync($"{attack.Name}: warming up", LoadAsync(Math.Min(WarmUp, seconds)));
        var before = await progress.DuringAsync($"{attack.Name}: before", LoadAsync(seconds));
        var (memory, log) = (ResidentPeak.Now(server.Id), new AttackLog());
        await using var peak = new ResidentPeak(server.Id);
        var during = await progress.DuringAsync(
            $"{attack.Name}: attack",
            AttackAsync(attack, server, log, LoadAsync(seconds), cancel)
        );
        await progress.DuringAsync($"{attack.Name}: at rest", RestAsync(rest, cancel));
        var after = server.HasEnded ? double.NaN : ResidentPeak.Now(server.Id);
        return new(attack, before, during, log, memory, peak.Most, after);
    }

    /// <returns>null where the server answered nobody</returns>
    static async Task<LoadReport?> AttackAsync(
        IAttack attack,
        Besieged server,
        AttackLog log,
        Task<LoadReport> load,
        CancellationToken cancel
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var attacking = attack.RunAsync(server, log, stop.Token);
        try
        {
            return await load;
        }
        catch (InputException)
        {
            return null;
        }
        finally
        {
            await stop.CancelAsync();
            await attacking;
        }
    }

    static async Task<bool> RestAsync(double seconds, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancel);
        return true;
    }

    static string[] Choose(string text)
    {
        string[] chosen = [.. text.Split(',', StringSplitOptions.TrimEntries)];
        return chosen.FirstOrDefault(c => !Names.Contains(c)) is { } other
            ? throw new InputException($"--attacks '{other}': must be some of {string.Join(", ", Names)}")
            : chosen;
    }

    /// <summary>One line of progress for all that is waited for, by the time that it takes.</summary>
    sealed class Clock(string title, double seconds) : IDisposable
    {
        readonly ProgressLine line = new(title, (long)Math.Ceiling(seconds), "s");
        double done;

        public async Task<T> DuringAsync<T>(string note, Task<T> work)
        {
            var clock = Stopwatch.StartNew();
            do line.Report((long)Math.Min(seconds, done + clock.Elapsed.TotalSeconds), note);
            while (await Task.WhenAny(work, Task.Delay(200)) != work);
            done += clock.Elapsed.TotalSeconds;
            return await work;
        }

        public void Dispose() => line.Dispose();
    }
}
