using Platform.Shared.Imaging.Formats;
using SkiaSharp;

namespace Platform.Tools.Bench;

/// <summary>
/// A drawn lesion as a camera would have it: 600 x 450 pixels with grain, so that the file is of a photograph's size.
/// </summary>
static class Photograph
{
    const int Width = 600,
        Height = 450,
        Quality = 90;
    const float Grain = 3; // levels, standard deviation

    /// <param name="drawing">an encoded image</param>
    /// <param name="seed">of the grain</param>
    public static byte[] Jpeg(byte[] drawing, int seed)
    {
        using var small = SKBitmap.Decode(drawing) ?? throw new ImageException("the drawing cannot be decoded");
        using var large = small.Resize(
            new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque),
            new SKSamplingOptions(SKCubicResampler.Mitchell)
        );
        var random = new Random(seed);
        var levels = large.GetPixelSpan();
        for (var i = 0; i < levels.Length; i += 4)
        {
            var grain =
                Grain
                * (random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2)
                * 1.732f; // nearly normal
            for (var c = 0; c < 3; c++)
                levels[i + c] = (byte)Math.Clamp(levels[i + c] + grain, 0, 255);
        }
        using var data = large.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
