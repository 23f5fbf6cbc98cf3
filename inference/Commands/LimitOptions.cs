using System.CommandLine;
using Platform.Shared;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Commands;

/// <summary>The limits on images as options.</summary>
sealed class LimitOptions
{
    readonly Option<long> maxBytes = new("--max-bytes")
    {
        Description = "largest encoded image",
        DefaultValueFactory = _ => ImageLimits.Default.MaxBytes,
    };
    readonly Option<long> maxPixels = new("--max-pixels")
    {
        Description = "largest width x height",
        DefaultValueFactory = _ => ImageLimits.Default.MaxPixels,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(maxBytes);
        command.Options.Add(maxPixels);
    }

    public ImageLimits Read(ParseResult parsed)
    {
        var limits = new ImageLimits { MaxBytes = parsed.GetValue(maxBytes), MaxPixels = parsed.GetValue(maxPixels) };
        if (limits.MaxBytes is < 1 or > ImageLimits.MostBytes)
            throw new InputException($"--max-bytes {limits.MaxBytes}: must be 1 to {ImageLimits.MostBytes}");
        if (limits.MaxPixels is < 1 or > 300_000_000)
            throw new InputException($"--max-pixels {limits.MaxPixels}: must be 1 to 300000000");
        return limits;
    }
}
