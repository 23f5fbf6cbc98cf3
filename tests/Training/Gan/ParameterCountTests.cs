using Platform.Training.Gan;
using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;
using TorchSharp;

namespace Platform.Training.Tests.Gan;

/// <summary>
/// Sizes against the published ones. Those are of 1024 px: 26.2 M for StyleGAN's generator (Karras et al. 2019, section
/// 2), 23.1 M for each of PGGAN's networks and for StyleGAN's discriminator (Karras et al. 2018, Table 2); with the
/// layers to and from RGB of all nine resolutions the implementations of both papers print 26,219,627, 23,079,115 and
/// 23,087,249.
/// </summary>
public sealed class ParameterCountTests
{
    static readonly GanConfig Full = GanConfig.Paper with { Resolution = 1024 };

    static long Count(torch.nn.Module module)
    {
        using (module)
            return module.parameters().Sum(p => p.numel());
    }

    /// <summary>Feature maps of the block of a resolution. Karras et al. 2018, Table 2.</summary>
    static long Maps(int r) => Math.Min(8192 >> (int.Log2(r) - 1), 512);

    /// <summary>The two blocks of 512 and 1024 px, which a network of 256 px lacks.</summary>
    static long Lacking(Func<long, long, long> block) => block(Maps(256), Maps(512)) + block(Maps(512), Maps(1024));

    [Fact]
    public void StyleGenerator_IsOfThePublishedSize()
    {
        Assert.Equal(26_219_627, Count(new StyleGenerator(Full, new())));
        // A block: two 3x3 convolutions; twice noise weight, bias, style (512 -> 2C, with bias); to RGB.
        var lacking = Lacking(
            (from, to) => 9 * from * to + 9 * to * to + 2 * (to + to + 512 * 2 * to + 2 * to) + 3 * to + 3
        );
        Assert.Equal(133_398, lacking);
        Assert.Equal(26_086_229, Count(new StyleGenerator(GanConfig.Paper, new())));
        Assert.Equal(26_219_627 - lacking, Count(new StyleGenerator(GanConfig.Paper, new())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Discriminator_IsOfThePublishedSize(bool blur)
    {
        Assert.Equal(23_087_249, Count(new Discriminator(Full, blur)));
        // A block: from RGB; two 3x3 convolutions; each with bias. The blur has no parameters.
        var lacking = Lacking((to, from) => 3 * from + from + 9 * from * from + from + 9 * from * to + to);
        Assert.Equal(23_052_353, Count(new Discriminator(GanConfig.Paper, blur)));
        Assert.Equal(23_087_249 - lacking, Count(new Discriminator(GanConfig.Paper, blur)));
    }

    [Fact]
    public void PgganGenerator_IsOfThePublishedSize()
    {
        Assert.Equal(23_079_115, Count(new PgganGenerator(Full)));
        // A block: two 3x3 convolutions and to RGB; each with bias.
        var lacking = Lacking((from, to) => 9 * from * to + to + 9 * to * to + to + 3 * to + 3);
        Assert.Equal(23_044_309, Count(new PgganGenerator(GanConfig.Paper)));
        Assert.Equal(23_079_115 - lacking, Count(new PgganGenerator(GanConfig.Paper)));
    }

    /// <summary>Layer by layer, in the rounding of Karras et al. 2018, Table 2.</summary>
    [Fact]
    public void PgganGenerator_HasTheLayersOfTable2()
    {
        using var generator = new PgganGenerator(Full);
        string[] published =
        [
            "4.2M",
            "2.4M",
            .. Enumerable.Repeat("2.4M", 6),
            "1.2M",
            "590k",
            "295k",
            "148k",
            "74k",
            "37k",
            "18k",
            "9.2k",
            "4.6k",
            "2.3k",
            "51",
        ];
        var layers = generator
            .named_parameters()
            .GroupBy(p => p.name[..p.name.LastIndexOf('.')])
            .Select(g => (g.Key, Size: g.Sum(p => p.parameter.numel())))
            .ToArray();
        var table = layers
            .Where(l => !l.Key.StartsWith("to_rgb"))
            .OrderBy(l => l.Key.StartsWith("blocks") ? 1 : 0)
            .Append(layers.Last(l => l.Key.StartsWith("to_rgb")));
        Assert.Equal(published, table.Select(l => Rounded(l.Size)));

        static string Rounded(long n) =>
            FormattableString.Invariant(
                n switch
                {
                    >= 1_000_000 => $"{n / 1e6:0.0}M",
                    >= 10_000 => $"{n / 1e3:0}k",
                    >= 1_000 => (FormattableString)$"{n / 1e3:0.0}k",
                    _ => $"{n}",
                }
            );
    }
}
