using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Protos;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Tools.Loading;

/// <summary>What each version of a bundle answers for each image: from files, or else the first answer seen.</summary>
public sealed class ExpectedAnswers
{
    /// <summary>Batches of other sizes sum in another order.</summary>
    public const float Tolerance = 1e-4f;

    sealed record Prediction(string Code, float Probability);

    sealed record Line(string Image, Prediction[] Predictions, string BundleName, string BundleVersion);

    readonly ConcurrentDictionary<
        (string Image, string Bundle, string Version),
        IReadOnlyDictionary<string, float>
    > known = new();

    /// <param name="files">lines of <c>inference classify --json</c></param>
    /// <exception cref="InputException">A line is not one of those.</exception>
    public ExpectedAnswers(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            if (!File.Exists(file))
                throw new InputException($"--expected {file}: no such file");
            foreach (var (text, number) in File.ReadLines(file).Select((l, i) => (l, i + 1)))
                try
                {
                    var line = JsonSerializer.Deserialize<Line>(text, JsonSerializerOptions.Web)!;
                    known[(Path.GetFullPath(line.Image), line.BundleName, line.BundleVersion)] =
                        line.Predictions.ToDictionary(p => p.Code, p => p.Probability);
                }
                catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException)
                {
                    throw new InputException($"{file}:{number}: not a line of classify --json ({JsonFault.Of(e)})", e);
                }
        }
    }

    /// <summary>Null when the answer is that of its image and of the bundle that it names; else what differs.</summary>
    public string? Check(string image, ClassifyResponse answer)
    {
        var actual = answer.Predictions.ToDictionary(p => p.Code, p => p.Probability);
        var expected = known.GetOrAdd((Path.GetFullPath(image), answer.BundleName, answer.BundleVersion), actual);
        var wrong = expected
            .Keys.Union(actual.Keys)
            .FirstOrDefault(c =>
                !(Math.Abs(expected.GetValueOrDefault(c, -1) - actual.GetValueOrDefault(c, -1)) <= Tolerance)
            );
        return wrong is null
            ? null
            : $"{image}: {wrong} {actual.GetValueOrDefault(wrong):0.00000} instead of "
                + $"{expected.GetValueOrDefault(wrong):0.00000} ({answer.BundleName} {answer.BundleVersion})";
    }
}
