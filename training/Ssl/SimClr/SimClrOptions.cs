using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;

namespace Platform.Training.Ssl.SimClr;

/// <summary>
/// SimCLR's own options. The defaults are those of the implementation behind the figures of Ren et al. 2021
/// (sthalles/SimCLR).
/// </summary>
public sealed record SimClrOptions
{
    public static readonly SimClrOptions Small = new() { Temperature = 0.2 };

    public static readonly IReadOnlyDictionary<string, Setup<SslConfig>> Presets = SslPresets.Of(
        new(SslConfig.Paper, new SimClrOptions()),
        new(SslConfig.Small, Small),
        new(SslConfig.Smoke, Small),
        new(SslConfig.Dermoscopy, Small),
        new(SslConfig.Transfer, Small)
    );

    [Description("temperature tau of the contrastive loss"), Range(0.001, 100)]
    public double Temperature { get; init; } = 0.07;

    [Description("length of the projection"), Range(2, 8192)]
    public int ProjectionSize { get; init; } = 128;
}
