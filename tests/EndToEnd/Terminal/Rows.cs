namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>One row for each command of each program. A command without a row fails a test.</summary>
static class Rows
{
    const string Training = "Platform.Training",
        Inference = "Platform.Inference",
        Tools = "Platform.Tools";

    /// <summary>The bar of a line of progress, by which a person sees that long work has begun.</summary>
    public const string Bar = "━";

    const int BadUsage = 2,
        Interrupted = 130;

    public static IReadOnlyList<string> Projects => [Training, Inference, Tools];

    public static IReadOnlyList<Row> All =>
        [
            Long(
                Training,
                "prepare",
                o => ["--dataset", "phantom", "--count", "40", "--size", "32", "--out", o.New("data")]
            ),
            Long(
                Training,
                "gan",
                o =>
                    [
                        "--preset",
                        "smoke",
                        "--kimg",
                        "0.05",
                        "--start-resolution",
                        "32",
                        "--threads",
                        "1",
                        "--data",
                        o.Data,
                        "--out",
                        o.New("gan"),
                    ]
            ),
            Long(
                Training,
                "generate",
                o => ["--gan", o.Quickstart["gan"], "--count", "4", "--out", o.New("generated")]
            ),
            Long(Training, "audit", o => [o.Synthetic, "--against", o.Data, "--out", o.New("audit")]),
            Long(
                Training,
                "metrics",
                o =>
                    [
                        "--synthetic",
                        o.Synthetic,
                        "--data",
                        o.Data,
                        "--encoder",
                        o.Workplace["encoder"],
                        "--count",
                        "40",
                        "--out",
                        o.New("metrics"),
                    ]
            ),
            Long(
                Training,
                "ssl",
                o =>
                    [
                        "--preset",
                        "smoke",
                        "--steps",
                        "3",
                        "--batch-size",
                        "8",
                        "--threads",
                        "1",
                        "--data",
                        o.Data,
                        "--out",
                        o.New("ssl"),
                    ]
            ),
            Long(
                Training,
                "head",
                o =>
                    [
                        "--encoder",
                        o.Quickstart["encoder"],
                        "--data",
                        o.Data,
                        "--labels",
                        "60",
                        "--seeds",
                        "1",
                        "--out",
                        o.New("head"),
                    ]
            ),
            new(
                Training,
                "publish",
                o =>
                    [
                        "--gan",
                        o.Quickstart["gan"],
                        "--encoder",
                        o.Quickstart["encoder"],
                        "--head",
                        o.Quickstart["head"],
                        "--name",
                        "phantom",
                        "--version",
                        "1.0.0",
                        "--out",
                        o.New("models"),
                    ]
            ),
            new(Training, "export-encoder", o => [o.Quickstart["encoder"], "--out", o.New("exported.safetensors")]),
            new(Training, "sign", o => [o.CopyOf(o.Quickstart.Bundle, "signed"), "--key", o.Workplace["private.pem"]]),
            Long(
                Training,
                "evaluate",
                o => [o.Quickstart.Bundle, o.Data, "--degraded", "0", "--strange", "0", "--report", o.New("report")]
            ),
            Stopped(
                Training,
                "experiment",
                o => ["table1", "--preset", "smoke", "--data", o.Data, "--work", o.New("work")]
            ),
            new(Training, "views", o => ["--data", o.Data, "--preset", "smoke", "--out", o.New("views")]),
            new(Training, "runs", o => [o.Quickstart.Root]) { Fits = true },
            new(Inference, "verify", o => [o.Quickstart.Bundle]),
            Long(Inference, "classify", o => [o.Quickstart.Bundle, o.Quickstart["held-out/mel"]]),
            Long(Inference, "sample", o => [o.Quickstart.Bundle, "--count", "8", "--out", o.New("sampled")]),
            new(Inference, "serve", o => [o.Quickstart.Bundle, "--port", "0"], Until: "listening on"),
            new(Inference, "keys", _ => [], BadUsage),
            new(Inference, "keys add", o => ["ward", "--keys", o.New("added")]),
            new(Inference, "keys list", o => ["--keys", o.Workplace["keys"]]) { Fits = true },
            new(Inference, "keys remove", o => ["clinic", "--keys", o.CopyOf(o.Workplace["keys"], "removed")]),
            Long(
                Inference,
                "fit-head",
                o =>
                    [
                        Path.Combine(o.CopyOf(o.Quickstart["models"], "fitted"), "phantom"),
                        "--images",
                        o.Quickstart["held-out"],
                        "--folds",
                        "3",
                        "--out",
                        "0.2.0",
                        "--even-if-worse",
                    ]
            ),
            new(Inference, "doctor", o => [o.Quickstart.Bundle]),
            Long(Tools, "quickstart", o => ["--out", o.Quickstart.Root]),
            Long(Tools, "call", o => [o.Workplace.Address, o.Quickstart["held-out/mel"]]),
            Long(
                Tools,
                "load",
                o =>
                    [
                        o.Workplace.Address,
                        o.Quickstart["held-out/mel"],
                        "--seconds",
                        "1",
                        "--callers",
                        "2",
                        "--images",
                        "4",
                    ]
            ),
            Long(
                Tools,
                "submit",
                o =>
                    [
                        "--engine",
                        "local",
                        "--tasks",
                        "2",
                        "--folder",
                        o.New("jobs"),
                        "--",
                        "inference",
                        "verify",
                        o.Quickstart.Bundle,
                    ]
            ),
            new(Tools, "bench", _ => [], BadUsage),
            .. Benches(
                "bench",
                "serve",
                "classify",
                "sample",
                "startup",
                "siege",
                "all",
                "growth",
                "growth threads",
                "growth callers",
                "growth memory"
            ),
            Stopped(Tools, "bench ssl", _ => []),
            Stopped(Tools, "bench gan", _ => []),
            Stopped(Tools, "bench decode", _ => []),
            Stopped(Tools, "bench growth embed", o => [o.Quickstart.Bundle]),
            Stopped(Tools, "bench growth head", _ => []),
        ];

    static Row Long(string project, string command, Func<Outputs, string[]> arguments) =>
        new(project, command, arguments) { HasProgress = true };

    /// <summary>Work of minutes, which the test interrupts when its line of progress is there.</summary>
    static Row Stopped(string project, string command, Func<Outputs, string[]> arguments) =>
        new(project, command, arguments, Interrupted, Bar) { HasProgress = true };

    static IEnumerable<Row> Benches(string parent, params string[] names) =>
        names.Select(n => Stopped(Tools, $"{parent} {n}", o => [o.Quickstart.Bundle]));
}
