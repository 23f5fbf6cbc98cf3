using Platform.Training.Configuration;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Experiments;

/// <summary>The stages from a data folder to figures, by what they are to make.</summary>
/// <param name="gans">configuration of each GAN method, by name</param>
/// <param name="ssl">that of each self-supervised method</param>
/// <param name="drawn">synthetic images that a generator draws; fewer are the first of them</param>
/// <param name="includeTest">GANs and encoders see the test lesions too</param>
/// <param name="precision">of training; null for the command's choice</param>
public sealed class Pipeline(
    IArtefact data,
    IReadOnlyDictionary<string, Setup<GanConfig>> gans,
    IReadOnlyDictionary<string, Setup<SslConfig>> ssl,
    int drawn,
    bool includeTest,
    string? precision
)
{
    /// <param name="images">real images; null for all of training</param>
    public Stage Gan(string method, int? images) =>
        new(
            Verb.Gan,
            [("--method", method), .. Gans.Methods[method].Values(gans[method]), .. Images(images), .. Training()],
            ("--data", data)
        )
        {
            Defaults = Gans.Methods[method].Defaults(gans[method]),
        };

    /// <summary>The first images of a generator, and a sheet of the first of them.</summary>
    public static Stage Drawn(Stage gan, int count) =>
        new(
            Verb.Generate,
            [("--count", $"{count}"), ("--seed", "0"), ("--grid", $"{Stage.Here}/grid.png")],
            ("--gan", gan)
        );

    public Stage Synthetic(Stage gan) => Drawn(gan, drawn);

    /// <summary>Measures copies; with limits that nothing exceeds, so that it never ends an experiment.</summary>
    public Stage Copies(Stage synthetic) =>
        new(Verb.Audit, [("--max-copies", "1"), ("--max-membership", "1")], ("", synthetic), ("--against", data));

    public Stage Encoder(string method, int? images, (Stage Stage, int Count, Arm Arm)? synthetic, int seed)
    {
        var setup = ssl[method] with { Config = ssl[method].Config with { Seed = seed } };
        return new(
            Verb.Ssl,
            [
                ("--method", method),
                .. SslMethods.All[method].Values(setup),
                .. Images(images),
                .. Training(),
                .. synthetic is { } s
                    ? [("--synthetic-count", $"{s.Count}"), ("--match", s.Arm == Arm.StepsMatched ? "steps" : "epochs")]
                    : Array.Empty<(string, string)>(),
            ],
            [
                ("--data", data),
                .. synthetic is { } d ? [("--synthetic", (IArtefact)d.Stage)] : Array.Empty<(string, IArtefact)>(),
            ]
        )
        {
            Defaults = SslMethods.All[method].Defaults(setup),
        };
    }

    public Stage Head(Stage encoder, int? labels, int seed) =>
        new(
            Verb.Head,
            [("--seed", $"{seed}"), .. labels is { } n ? [("--labels", $"{n}")] : Array.Empty<(string, string)>()],
            ("--encoder", encoder),
            ("--data", data)
        );

    public Stage Metrics(Stage synthetic, Stage encoder) =>
        new(Verb.Metrics, [], ("--synthetic", synthetic), ("--data", data), ("--encoder", encoder));

    /// <summary>All that <c>views</c> reads, whichever options that comes to be.</summary>
    /// <param name="method">whose views they are</param>
    public Stage Views(string method)
    {
        var setup = new Setup<SslConfig>(ssl[method].Config, new NoOptions());
        return new(Verb.Views, SslMethods.Views.Values(setup), ("--data", data))
        {
            Defaults = SslMethods.Views.Defaults(setup),
        };
    }

    static IEnumerable<(string, string)> Images(int? count) => count is { } n ? [("--images", $"{n}")] : [];

    IEnumerable<(string, string)> Training() =>
        [
            .. precision is { } p ? [("--precision", p)] : Array.Empty<(string, string)>(),
            .. includeTest ? [("--include-test", "")] : Array.Empty<(string, string)>(),
        ];
}
