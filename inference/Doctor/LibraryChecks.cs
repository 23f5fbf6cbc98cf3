using Microsoft.ML.OnnxRuntime;
using Platform.Shared.Head;
using Platform.Shared.Imaging;

namespace Platform.Inference.Doctor;

/// <summary>The native libraries: each is loaded and does a small piece of its work.</summary>
static class LibraryChecks
{
    public static IEnumerable<Finding> Run() =>
        [
            Try(
                "ONNX Runtime",
                () =>
                    $"{OrtEnv.Instance().GetVersionString()}; "
                    + $"{string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}"
            ),
            Try(
                "images",
                () =>
                {
                    byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
                    return ImageDecoder.Decode(PngEncoder.Encode(pixels, 2, 2), int.MaxValue).Rgb.SequenceEqual(pixels)
                        ? "SkiaSharp decodes a PNG"
                        : throw new InvalidOperationException("a PNG came back changed");
                }
            ),
            Try(
                "ML.NET",
                () =>
                {
                    float[][] embeddings =
                    [
                        [0, 1],
                        [1, 0],
                        [0, 2],
                        [2, 0],
                    ];
                    return $"fits a head of {LinearHead.Fit(embeddings, [0, 1, 0, 1], 2).Classes} classes";
                }
            ),
        ];

    /// <summary>Whatever goes wrong is what the report is for.</summary>
    static Finding Try(string subject, Func<string> work)
    {
        try
        {
            return Finding.Ok(subject, work());
        }
        catch (Exception e)
        {
            return Finding.Fail(subject, $"{e.GetBaseException().GetType().Name}: {e.GetBaseException().Message}");
        }
    }
}
