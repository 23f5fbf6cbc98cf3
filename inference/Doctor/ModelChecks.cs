using System.Diagnostics;
using Platform.CommandLine;
using Platform.Inference.Repository;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Inference.Doctor;

/// <summary>The bundles that a server would load.</summary>
static class ModelChecks
{
    public static IEnumerable<Finding> Run(string path, RepositoryOptions options, ExecutionProvider provider)
    {
        IReadOnlyList<BundleCandidate> found;
        try
        {
            found = BundleCandidate.Find(path);
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Fail("bundle", e.Message)];
        }
        if (found.Count == 0)
            return [Finding.Fail("bundle", $"{path}: no bundle in it")];
        return found
            .GroupBy(c => c.Group)
            .SelectMany(group => group.Take(options.Versions))
            .Select(candidate => Bundle(candidate, path, options, provider));
    }

    /// <summary>Loads it with every check and times one image through the encoder.</summary>
    static Finding Bundle(BundleCandidate candidate, string path, RepositoryOptions options, ExecutionProvider provider)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            var onnx = OnnxOptions.Default with { Provider = provider };
            using var bundle = BundleLoader.Open(candidate, onnx, options.SignedBy);
            if (candidate.Group == path)
                BundleChoice.Say(path, bundle);
            var load = Stopwatch.GetElapsedTime(started);
            return Finding.Ok(
                "bundle",
                $"{bundle.Manifest.Name} {bundle.Manifest.Version}: every check passed in "
                    + $"{load.TotalSeconds:0.0} s; one image takes {Milliseconds(bundle):0.0} ms on one thread"
            );
        }
        catch (InputException e)
        {
            return Finding.Fail("bundle", e.Message);
        }
    }

    /// <summary>The median of 15 runs.</summary>
    static double Milliseconds(Bundle bundle)
    {
        var side = bundle.Manifest.Preprocessing.Side;
        var pixels = new byte[side * side * 3];
        double[] runs =
        [
            .. Enumerable
                .Range(0, 15)
                .Select(_ =>
                {
                    var start = Stopwatch.GetTimestamp();
                    bundle.Encoder.Run([new("pixels", pixels, 1, side, side, 3)], "embedding");
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                })
                .Order(),
        ];
        return runs[runs.Length / 2];
    }
}
