using Platform.Shared.Formats;
using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>The commands of the whole job on photographs, in the order a training team would type them.</summary>
static class PhotographsSteps
{
    /// <summary>Of the encoder's input, and larger ones from which crops are cut, pixels.</summary>
    const string EncoderSizes = "128,96",
        GanSize = "64";

    public static string Sizes(PhotographsRequest request) =>
        request.GanMinutes > 0 ? $"{EncoderSizes},{GanSize}" : EncoderSizes;

    public static string[] Prepare(PhotographsRequest request, PhotographsFolder f) =>
        [
            "prepare",
            "--dataset",
            request.Dataset,
            "--source",
            request.Source,
            "--size",
            Sizes(request),
            "--out",
            f.Data,
        ];

    /// <summary>Without its data, its length and its folder.</summary>
    public static IEnumerable<string> Encoder(PhotographsRequest request) =>
        ["ssl", "--method", "supervised", "--preset", "transfer", .. Threads(request)];

    public static IReadOnlyList<Step> All(PhotographsRequest r, PhotographsFolder f) =>
        [
            Training("prepare the photographs", f.Data, Prepare(r, f)),
            Training(
                "train the encoder",
                f.EncoderDone,
                [.. Encoder(r), "--data", f.Data, "--out", f.Encoder, "--resume"]
            ) with
            {
                Marks = true,
                Further = () => Length(TrainingLength.Of(r, TrainingImages(f))),
            },
            Training(
                "fit and measure its head",
                PhotographsFolder.MetricsOf(f.Head),
                [
                    .. new[] { "head", "--encoder", f.Encoder, "--data", f.Data, "--out", f.Head },
                    "--baseline",
                    "imagenet",
                    .. r.Malignant is { } codes ? ["--malignant", codes] : Array.Empty<string>(),
                    .. Threads(r),
                ]
            ),
            .. r.GanMinutes > 0 ? Synthesis(r, f) : [],
            Training(
                "publish the bundle",
                f.Bundle,
                [
                    .. new[] { "publish", "--encoder", f.Encoder, "--head", f.Head, "--name", f.BundleName },
                    "--version",
                    PhotographsFolder.Version,
                    "--out",
                    f.Models,
                    .. Threads(r),
                ]
            ) with
            {
                Further = () => DrawsWell(f) ? ["--gan", f.Gan, "--audit", f.Audit] : [],
            },
            Training("measure the bundle", f.Report, ["evaluate", f.Bundle, f.Data, "--report", f.Report]),
        ];

    static IReadOnlyList<Step> Synthesis(PhotographsRequest r, PhotographsFolder f) =>
        [
            Training(
                "train a StyleGAN",
                f.GanDone,
                [
                    .. new[] { "gan", "--method", "stylegan", "--preset", "small", "--start-resolution", GanSize },
                    .. Threads(r),
                    "--data",
                    f.Data,
                    "--out",
                    f.Gan,
                    "--resume",
                ]
            ) with
            {
                Marks = true,
                Limit = (TimeSpan.FromMinutes(r.GanMinutes), Path.Combine(f.Gan, "generator.bin")),
            },
            Training(
                "draw synthetic images",
                f.SyntheticGrid,
                ["generate", "--gan", f.Gan, "--count", "500", "--out", f.Synthetic, "--grid", f.SyntheticGrid]
            ),
            Training(
                "look for copies among them",
                f.Audit,
                ["audit", f.Synthetic, "--against", f.Data, "--out", f.Audit]
            ) with
            {
                MayFail = true,
            },
        ];

    /// <summary>Whether there is a generator, and its images are no copies of photographs.</summary>
    public static bool DrawsWell(PhotographsFolder f) => Directory.Exists(f.Audit) && AuditReport.Read(f.Audit).Passed;

    public static int TrainingImages(PhotographsFolder f) =>
        ManifestRow.Read(Path.Combine(f.Data, ManifestRow.FileName)).Count(row => row.Split == "train");

    static string[] Length(TrainingLength length) =>
        ["--epochs", $"{length.Epochs}", "--batch-size", $"{length.Batch}"];

    static string[] Threads(PhotographsRequest r) => r.Threads is { } threads ? ["--threads", $"{threads}"] : [];

    static Step Training(string title, string result, string[] arguments) =>
        new(title, PhaseProgram.Training, arguments, result);
}
