using System.CommandLine;
using Platform.Inference.Configuration;
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

    /// <exception cref="InputException">A limit is out of its range.</exception>
    public ImageLimits Read(ParseResult parsed) =>
        OptionRanges.Check(
            new ImageLimits { MaxBytes = parsed.GetValue(maxBytes), MaxPixels = parsed.GetValue(maxPixels) }
        );
}
