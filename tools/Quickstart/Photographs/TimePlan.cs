using Platform.CommandLine;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>
/// About how long each part of the job takes on this machine, from two rates that were measured on it.
/// </summary>
public sealed record TimePlan(IReadOnlyList<(string Part, TimeSpan Time)> Parts)
{
    /// <summary>A step of training is one pass forwards, and backwards twice its work.</summary>
    const int ForwardSpeed = 3;

    /// <summary>Starting a program and loading its libraries.</summary>
    static readonly TimeSpan Start = TimeSpan.FromSeconds(4);

    /// <summary>Fits of linear heads and resampling, which grow with the photographs.</summary>
    const double HeadSecondsAPhotograph = 0.004;

    /// <summary>
    /// Worse versions of held-out photographs and pictures of other things, which evaluate makes and answers: about as
    /// much work as a step of training on each.
    /// </summary>
    const int DegradedVersions = 25,
        MostDegraded = 200,
        StrangePictures = 600;

    /// <summary>
    /// Pairs of photographs that prepare compares, to find near-duplicates, in the time of a step of training on one:
    /// 62 seconds for 7,077 photographs where a step takes 1/116 of a second.
    /// </summary>
    const double PairsAStep = 3_500;

    /// <summary>The trained one, ImageNet's and an untrained one.</summary>
    const int Encoders = 3;

    /// <summary>As prepare and head divide them by themselves.</summary>
    const double TrainingShare = 0.8;

    public TimeSpan Total => Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Time);

    public static TimePlan Of(PhotographsRequest request, SourcePreview source, MeasuredPace pace)
    {
        var (all, forward) = (source.Images, ForwardSpeed * pace.ImagesPerSecond);
        var (train, held) = ((int)(TrainingShare * all), (1 - TrainingShare) * all);
        var length = TrainingLength.Of(request, train);
        var answered = held + DegradedVersions * Math.Min(MostDegraded, held) + StrangePictures;
        var fits = HeadSecondsAPhotograph * all;
        return new([
            (
                "prepare the photographs, and look for duplicates",
                Seconds(all / source.ImagesPerSecond + 0.5 * all * all / PairsAStep / pace.ImagesPerSecond)
            ),
            (
                $"train the encoder, {length.Epochs} {(length.Epochs == 1 ? "pass" : "passes")} over {train:N0}",
                Seconds(length.Views(train) / pace.ImagesPerSecond)
            ),
            ("fit and measure its head, and heads to compare", Seconds(Encoders * (all / forward + fits))),
            .. request.GanMinutes > 0
                ? [("generator of synthetic images", TimeSpan.FromMinutes(request.GanMinutes) + 2 * Start)]
                : Array.Empty<(string, TimeSpan)>(),
            ("publish, measure and serve the bundle", 3 * Start + Seconds(answered / pace.ImagesPerSecond)),
        ]);

        static TimeSpan Seconds(double seconds) => Start + TimeSpan.FromSeconds(seconds);
    }

    /// <summary>A line for each part, at most 80 characters wide.</summary>
    public IEnumerable<string> Lines() =>
        Parts
            .Select(part => $"  {part.Part, -54}{Duration.About(part.Time), 14}")
            .Append($"  {"altogether", -54}{Duration.About(Total), 14}");
}
