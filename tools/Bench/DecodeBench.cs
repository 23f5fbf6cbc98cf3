using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>
/// Decoding and shrinking JPEG files to a network's input, one at a time: speed, and error against the exact mean of
/// the whole image.
/// </summary>
public sealed class DecodeBench : IBench
{
    const int Side = 96,
        Channels = 3;

    public string Name => "decode";
    public string Description =>
        $"JPEG files to {Side} x {Side} pixels, one at a time, against sharp and PIL: rate and error.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Images, o.Seconds, o.Python];

    public async Task<Comparison> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        var files = await run.Inputs.EncodedAsync(cancel);
        var exact = files.Select(f => Exact(ImageDecoder.Decode(f, int.MaxValue))).ToArray();
        var seconds = run.Get(run.Options.Seconds);
        var sides = new List<Side>
        {
            new(
                "shared/Imaging",
                "decoded at 1/2, 1/4 or 1/8, never below twice the side, then the exact area average",
                true,
                stop => Task.Run(() => Ours(files, exact, seconds, stop), stop)
            ),
        };
        var (node, python) = (Peer.Node("sharp"), Peer.Python(run.Get(run.Options.Python), "PIL"));
        if (await run.HasAsync(node, cancel))
            sides.Add(Program("sharp", "resize with fit fill, its own kernel, one thread", node, "decode.js"));
        if (await run.HasAsync(python, cancel))
            sides.Add(
                Program("PIL draft", "draft mode at twice the side or more, then bilinear resize", python, "decode.py")
            );
        return new(
            Name,
            $"decode to {Side} px",
            [Measure.Rate, new("error", "levels", LessIsBetter: true)],
            sides,
            [
                run.Inputs.Describe(files),
                "one image at a time, files in memory",
                "error: mean absolute difference from the whole image's exact area average, unrounded; 8-bit "
                    + "rounding alone gives 0.25",
            ],
            run.Skipped
        );

        Side Program(string name, string what, Peer peer, string script) =>
            new(
                name,
                what,
                false,
                async stop =>
                {
                    var pixels = run.Inputs.Scratch($"{name}.rgb");
                    var lines = await PhaseProcess.RunAsync(
                        peer.Launch(
                            script,
                            "--images",
                            await run.Inputs.PhotographsAsync(stop),
                            "--side",
                            $"{Side}",
                            "--seconds",
                            seconds.ToString(CultureInfo.InvariantCulture),
                            "--pixels",
                            pixels
                        ),
                        null,
                        stop
                    );
                    var decoded = File.ReadAllBytes(pixels).Chunk(Side * Side * Channels).ToArray();
                    if (decoded.Length != files.Length)
                        throw new InputException($"{name}: {decoded.Length} images of {files.Length} came back");
                    return [PrintedRate.Of(lines, name), Error(decoded, exact)];
                }
            );
    }

    static double[] Ours(byte[][] files, double[][] exact, double seconds, CancellationToken cancel)
    {
        var decoded = files.Select(f => Preprocessing.Square(f, new(Side))).ToArray(); // and warms up
        var (done, clock) = (0, Stopwatch.StartNew());
        for (; clock.Elapsed.TotalSeconds < seconds; done++)
        {
            cancel.ThrowIfCancellationRequested();
            Preprocessing.Square(files[done % files.Length], new(Side));
        }
        return [done / clock.Elapsed.TotalSeconds, Error(decoded, exact)];
    }

    /// <summary>Mean absolute difference of levels over all images.</summary>
    internal static double Error(byte[][] decoded, double[][] exact) =>
        decoded.Zip(exact, (d, e) => d.Zip(e, (a, b) => Math.Abs(a - b)).Average()).Average();

    /// <summary>The mean of the source area under each target pixel, in double precision: slow and plain.</summary>
    /// <returns>[Side, Side, 3] levels</returns>
    internal static double[] Exact(PixelImage image)
    {
        var (rows, columns) = (Overlaps(image.Height), Overlaps(image.Width));
        var result = new double[Side * Side * Channels];
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
            foreach (var (sy, down) in rows[y])
            foreach (var (sx, across) in columns[x])
                for (var c = 0; c < Channels; c++)
                    result[(y * Side + x) * Channels + c] +=
                        down * across * image.Rgb[(sy * image.Width + sx) * Channels + c];
        return result;
    }

    /// <summary>The source pixels under each target pixel and the share of it that each covers.</summary>
    static (int Source, double Share)[][] Overlaps(int length) =>
        [
            .. Enumerable
                .Range(0, Side)
                .Select(t =>
                {
                    var (from, to) = ((double)t * length / Side, (t + 1.0) * length / Side);
                    return Enumerable
                        .Range((int)from, (int)Math.Ceiling(to) - (int)from)
                        .Select(s => (s, (Math.Min(s + 1, to) - Math.Max(s, from)) / (to - from)))
                        .Where(o => o.Item2 > 0)
                        .ToArray();
                }),
        ];
}
