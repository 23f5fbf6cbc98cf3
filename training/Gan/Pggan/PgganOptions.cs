using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Configuration;

namespace Platform.Training.Gan.Pggan;

/// <summary>PGGAN's own options. The defaults are those of Karras et al. 2018, appendix A.1.</summary>
public sealed record PgganOptions
{
    /// <summary>
    /// lr 0.001 (0.0015 at 1024 px) and growth from 4x4. Karras et al. 2018, appendix A.1; the published implementation
    /// for one GPU.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, Setup<GanConfig>> Presets = PresetTable.Of<GanConfig>(
        new(Published(GanConfig.Paper), new PgganOptions()),
        new(Published(GanConfig.Small), new PgganOptions()),
        new(Published(GanConfig.Smoke) with { StartResolution = 16 }, new PgganOptions())
    );

    [Description("weight lambda of the gradient penalty (Gulrajani et al. 2017, Eq. 3)"), Range(0, 10000)]
    public double GradientPenalty { get; init; } = 10;

    [Description("weight of the squared scores of real images (Karras et al. 2018, appendix A.1)"), Range(0, 100)]
    public double Drift { get; init; } = 0.001;

    static GanConfig Published(GanConfig preset) =>
        preset with
        {
            StartResolution = 4,
            LearningRates = "4:0.001,1024:0.0015",
        };
}
